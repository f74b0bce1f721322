import GridIdentity
import GridPlacement

/// All slots in ascending order.
let allSlots = (0..<UInt16(KeySlot.count)).map { KeySlot(index: $0) }

/// Members `node-0`, `node-1`, … of weight 1, unless `weight` and `zone` say otherwise.
func makeMembers(
    _ count: Int, epoch: UInt64 = 1, weight: (Int) -> UInt16 = { _ in 1 }, zone: (Int) -> String = { _ in "" }
) -> [RingMember] {
    (0..<count).map { number in
        RingMember(
            id: NodeID(name: "node-\(number)", epoch: epoch), weight: weight(number), zone: zone(number))
    }
}

func makeTable(
    _ members: [RingMember], virtualNodeCount: Int = 128, replicaCount: Int = 3
) -> PlacementTable {
    PlacementTable(
        members: members,
        configuration: PlacementConfiguration(virtualNodeCount: virtualNodeCount, replicaCount: replicaCount))
}

/// What one membership change moved, in slots.
struct Movement {
    /// Slots whose primary is another member.
    var primaries = 0
    /// Copies that some member has to fetch.
    var copies = 0
    /// Copies that a member drops although it stays in the cluster.
    var dropped = 0

    init(from old: PlacementTable, to new: PlacementTable) {
        // For each old member its new index, or one that no member has.
        let translation = old.members.map { new.index(of: $0.id) ?? UInt16.max }
        for slot in allSlots {
            let before = old.owners(of: slot).map { translation[Int($0)] }
            let after = new.owners(of: slot)
            if before.first != after.first { primaries += 1 }
            for owner in after where !before.contains(owner) { copies += 1 }
            for owner in before where owner != .max && !after.contains(owner) { dropped += 1 }
        }
    }
}
