private import GridIdentity

/// How the owners of one slot are spread over zones.
///
/// The first owners come from distinct zones. When every zone has one, each gets a second, and so on: the numbers
/// of owners in two zones differ by more than one only where a zone has no further member.
struct ZoneSpread {
    /// For each member the index of its zone, in the order of the zones' names.
    private let zoneOfMember: [Int]
    /// For each zone its members that may own slots.
    private let membersOfZone: [[Int]]
    /// For each place in a preference list, how many owners its zone has in the places before.
    private let ownersBefore: [Int]

    /// Plans the spread of `listCount` owners per slot.
    ///
    /// - Precondition: at least `listCount` members have a weight.
    init(members: [RingMember], listCount: Int) {
        var names: [String] = []
        for name in members.map(\.zone).sorted(by: { $0.precedesInBytes($1) }) {
            if let last = names.last, last.hasSameBytes(as: name) { continue }
            names.append(name)
        }
        zoneOfMember = members.map { member in
            guard let index = names.firstIndex(where: { $0.hasSameBytes(as: member.zone) }) else {
                preconditionFailure("zone \(member.zone) has no index")
            }
            return index
        }
        var membersOfZone = [[Int]](repeating: [], count: names.count)
        for (index, member) in members.enumerated() where member.weight > 0 {
            membersOfZone[zoneOfMember[index]].append(index)
        }
        self.membersOfZone = membersOfZone
        var ownersBefore: [Int] = []
        for round in 0..<listCount where ownersBefore.count < listCount {
            let widths = membersOfZone.filter { $0.count > round }.count
            ownersBefore.append(
                contentsOf: repeatElement(round, count: min(widths, listCount - ownersBefore.count)))
        }
        precondition(ownersBefore.count == listCount, "fewer than \(listCount) members can own slots")
        self.ownersBefore = ownersBefore
    }

    /// Whether `member` may follow the owners that were `chosen` already.
    func allows(_ member: UInt16, after chosen: ArraySlice<UInt16>) -> Bool {
        let zone = zoneOfMember[Int(member)]
        var ownersInZone = 0
        for owner in chosen {
            if owner == member { return false }
            if zoneOfMember[Int(owner)] == zone { ownersInZone += 1 }
        }
        return ownersInZone == ownersBefore[chosen.count]
    }

    /// How many slots each member should own in any place, in proportion to the weights as far as zones permit.
    func fairSlotCounts(of members: [RingMember]) -> [Int] {
        let fullRounds = ownersBefore.last ?? 0
        let zoneClaims = membersOfZone.map { zone in
            FairShare.Claim(
                weight: max(1, zone.reduce(0) { $0 + Int(members[$1].weight) }),
                minimum: KeySlot.count * min(zone.count, fullRounds),
                maximum: KeySlot.count * min(zone.count, fullRounds + 1))
        }
        let zoneParts = FairShare.divide(KeySlot.count * ownersBefore.count, among: zoneClaims)
        var slotCounts = [Int](repeating: 0, count: members.count)
        for (zone, part) in zip(membersOfZone, zoneParts) {
            let claims = zone.map { index in
                FairShare.Claim(weight: Int(members[index].weight), minimum: 0, maximum: KeySlot.count)
            }
            for (index, slotCount) in zip(zone, FairShare.divide(part, among: claims)) {
                slotCounts[index] = slotCount
            }
        }
        return slotCounts
    }
}
