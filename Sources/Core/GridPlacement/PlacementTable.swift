private import GridDeterminism
package import GridIdentity

/// Who owns which slot: the ring evaluated once, so that a lookup is one index.
///
/// A table is a pure function of the members and the configuration, whatever the order in which the members are
/// named. Two nodes whose tables have the same ``fingerprint`` hold the same table bit for bit. It never changes:
/// a change of membership makes another table, which takes the place of this one as a whole.
package final class PlacementTable: Sendable {
    /// The revision of the algorithm.
    ///
    /// It is part of every fingerprint: raise it with every change that moves slots.
    private static let algorithm: UInt64 = 1

    /// The table of a cluster without members: no slot has an owner.
    package static let empty = PlacementTable(members: [], configuration: PlacementConfiguration())

    /// All members, sorted by identity.
    ///
    /// A member index is a position in this array.
    package let members: [RingMember]
    /// The settings that the table was made with.
    package let configuration: PlacementConfiguration
    /// How many owners every slot has: the replica count, or the number of members with a weight if that is smaller.
    package let ownerCount: Int
    /// A hash of everything the table depends on, epochs included.
    package let fingerprint: UInt64

    /// The preference lists of all slots, one after the other.
    private let owners: [UInt16]

    /// Places `members`.
    ///
    /// Of several lives of one name only that with the greatest epoch counts.
    ///
    /// - Precondition: there are at most 65,535 members.
    /// - Complexity: O(v log v) in the number of virtual nodes, and O(slots · replicas).
    package init(members: [RingMember], configuration: PlacementConfiguration) {
        let members = Self.latestLives(of: members)
        let ring = HashRing(members: members, virtualNodeCount: configuration.virtualNodeCount)
        let ownerCount = min(configuration.replicaCount, members.filter { $0.weight > 0 }.count)
        self.members = members
        self.configuration = configuration
        self.ownerCount = ownerCount
        fingerprint = Self.fingerprint(of: members, configuration: configuration)
        owners = OwnerAssignment.owners(
            on: ring, of: members, listCount: ownerCount, loadBound: configuration.loadBound)
    }

    /// The owners of `slot` in order of preference; the first is the primary.
    package func owners(of slot: KeySlot) -> OwnerList {
        OwnerList(of: owners, from: Int(slot.index) * ownerCount, count: ownerCount)
    }

    /// The member that comes first in the preference list of `slot`, or `nil` when the slot has no owner.
    package func primary(of slot: KeySlot) -> UInt16? {
        ownerCount == 0 ? nil : owners[Int(slot.index) * ownerCount]
    }

    /// Whether the member is one of the owners of `slot`.
    package func owns(_ memberIndex: UInt16, _ slot: KeySlot) -> Bool {
        let start = Int(slot.index) * ownerCount
        for position in start..<start + ownerCount where owners[position] == memberIndex { return true }
        return false
    }

    /// Whether this is the table of `members`, sorted by identity, under that configuration.
    ///
    /// - Complexity: O(n).
    package func places(_ members: [RingMember], _ configuration: PlacementConfiguration) -> Bool {
        self.configuration == configuration && self.members == members
    }

    /// The slots that the member owns in any place.
    ///
    /// - Complexity: O(slots).
    package func slots(ownedBy memberIndex: UInt16) -> SlotSet {
        var slots = SlotSet()
        for position in owners.indices where owners[position] == memberIndex {
            slots.insert(KeySlot(index: UInt16(position / ownerCount)))
        }
        return slots
    }

    /// The position of a member in ``members``; `nil` when this life of it is not in the table.
    ///
    /// - Complexity: O(log n).
    package func index(of id: NodeID) -> UInt16? {
        var lower = 0
        var upper = members.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if members[middle].id < id { lower = middle + 1 } else { upper = middle }
        }
        guard lower < members.count, members[lower].id == id else { return nil }
        return UInt16(lower)
    }

    private static func latestLives(of members: [RingMember]) -> [RingMember] {
        var latest: [RingMember] = []
        for member in members.sorted() {
            if let last = latest.last, last.id.name.hasSameBytes(as: member.id.name) { latest.removeLast() }
            latest.append(member)
        }
        return latest
    }

    private static func fingerprint(
        of members: [RingMember], configuration: PlacementConfiguration
    ) -> UInt64 {
        var hash = StableHash()
        hash.combine(algorithm)
        hash.combine(UInt64(configuration.virtualNodeCount))
        hash.combine(UInt64(configuration.replicaCount))
        hash.combine(UInt64(configuration.loadBound))
        hash.combine(UInt64(members.count))
        for member in members {
            hash.combine(member.id.name)
            hash.combine(member.id.epoch)
            hash.combine(UInt64(member.weight))
            hash.combine(member.zone)
        }
        return hash.value
    }
}

extension PlacementTable: Equatable {
    /// Whether both tables have the same members, the same configuration and the same owners of every slot.
    package static func == (left: PlacementTable, right: PlacementTable) -> Bool {
        left === right
            || (left.fingerprint == right.fingerprint && left.configuration == right.configuration
                && left.members == right.members && left.owners == right.owners)
    }
}
