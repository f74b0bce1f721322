package import GridIdentity

/// What placement needs to know of one cluster member.
package struct RingMember: Hashable, Sendable {
    /// The largest weight that counts.
    ///
    /// It bounds the number of virtual nodes that one member can ask for.
    package static let maximumWeight: UInt16 = 100

    /// Who the member is.
    package let id: NodeID
    /// How large the member's share is, relative to the others': 0 owns nothing, 100 is the most.
    package let weight: UInt16
    /// The name of what fails together, such as a rack or a data centre.
    ///
    /// Members without one share the zone "".
    package let zone: String

    /// Describes a member; a weight above ``maximumWeight`` counts as that.
    package init(id: NodeID, weight: UInt16 = 1, zone: String = "") {
        self.id = id
        self.weight = min(weight, Self.maximumWeight)
        self.zone = zone
    }
}

extension RingMember: Comparable {
    /// Orders by identity, and by the rest only where identities are equal.
    package static func < (left: RingMember, right: RingMember) -> Bool {
        if left.id != right.id { return left.id < right.id }
        if left.weight != right.weight { return left.weight < right.weight }
        return left.zone.precedesInBytes(right.zone)
    }

    package static func == (left: RingMember, right: RingMember) -> Bool {
        left.id == right.id && left.weight == right.weight && left.zone.hasSameBytes(as: right.zone)
    }
}
