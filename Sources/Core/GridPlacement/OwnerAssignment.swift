private import GridIdentity

/// Decides who owns which slot: the one place where the ring, the load bounds and the zones meet.
///
/// Each slot walks clockwise from its beginning. Its first owner, the primary, is the first member that is still
/// primary of fewer slots than its bound. Every further owner is the next member that the zones allow and that
/// owns fewer slots, in whatever place, than its bound. A member that was passed over as primary is therefore
/// the likely second owner, and most of what the bound moves is the order of a list and not its members.
///
/// All primaries are placed before all second owners, and so on; within a place slots go in their order.
///
/// Source: Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads" (SODA 2018).
struct OwnerAssignment {
    /// How many times the number of members a slot steps along the ring in search of one below its bound.
    ///
    /// Where zones leave no such member, the nearest member above its bound is taken instead.
    private static let patiencePerMember = 16

    private let ring: HashRing
    private let firstPositions: [Int]
    private let zones: ZoneSpread
    private let listCount: Int
    private var slotCounts: [Int]
    private var owners: [UInt16]

    /// The preference lists of all slots one after the other, each with `listCount` owners.
    static func owners(
        on ring: HashRing, of members: [RingMember], listCount: Int, loadBound: Int
    ) -> [UInt16] {
        guard listCount > 0 else { return [] }
        var assignment = OwnerAssignment(ring: ring, members: members, listCount: listCount)
        let weight = members.reduce(0) { $0 + Int($1.weight) }
        // Rounded up, so that the bounds of all primaries together admit every slot.
        let primaryBounds = members.map { member in
            (KeySlot.count * Int(member.weight) * (100 + loadBound)).dividedRoundingUp(by: 100 * weight)
        }
        assignment.assign(place: 0, bounds: primaryBounds, patience: ring.virtualNodes.count)
        let bounds = assignment.zones.fairSlotCounts(of: members).map { slotCount in
            (slotCount * (100 + loadBound)).dividedRoundingUp(by: 100)
        }
        for place in 1..<max(1, listCount) {
            assignment.assign(place: place, bounds: bounds, patience: patiencePerMember * members.count)
        }
        return assignment.owners
    }

    private init(ring: HashRing, members: [RingMember], listCount: Int) {
        self.ring = ring
        self.listCount = listCount
        firstPositions = ring.firstPositions()
        zones = ZoneSpread(members: members, listCount: listCount)
        slotCounts = [Int](repeating: 0, count: members.count)
        owners = [UInt16](repeating: .max, count: KeySlot.count * listCount)
    }

    private mutating func assign(place: Int, bounds: [Int], patience: Int) {
        for slot in 0..<KeySlot.count {
            let member = owner(of: slot, in: place, bounds: bounds, patience: patience)
            owners[slot * listCount + place] = member
            slotCounts[Int(member)] += 1
        }
    }

    /// The nearest member below its bound, or, after `patience` steps, the nearest of all that the zones allow.
    private func owner(of slot: Int, in place: Int, bounds: [Int], patience: Int) -> UInt16 {
        let chosen = owners[slot * listCount..<slot * listCount + place]
        var position = firstPositions[slot]
        var nearest: UInt16?
        for step in 0..<ring.virtualNodes.count {
            if step >= patience, let nearest { return nearest }
            let member = ring.virtualNodes[position].memberIndex
            position = position + 1 == ring.virtualNodes.count ? 0 : position + 1
            guard zones.allows(member, after: chosen) else { continue }
            if slotCounts[Int(member)] < bounds[Int(member)] { return member }
            nearest = nearest ?? member
        }
        guard let nearest else {
            preconditionFailure("slot \(slot) has no candidate for place \(place)")
        }
        return nearest
    }
}

extension Int {
    /// The quotient of a number that is not negative, rounded up.
    fileprivate func dividedRoundingUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}
