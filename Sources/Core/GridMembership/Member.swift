package import GridIdentity

/// What a member is believed to be.
///
/// The raw values are part of the wire format. Their order is the order of precedence within one incarnation.
package enum MemberState: UInt8, Hashable, Sendable, CaseIterable {
    /// Answers, as far as is known.
    case alive = 0
    /// Did not answer, and has some time left to say that it is alive. Still counts as a member.
    case suspect = 1
    /// Did not refute a suspicion in time. It comes back with a higher incarnation or a higher epoch.
    case dead = 2
    /// Said itself that it leaves, or lost its address to a newer node.
    case left = 3

    /// Whether the member takes part in the cluster.
    package var isLive: Bool {
        switch self {
        case .alive, .suspect: true
        case .dead, .left: false
        }
    }
}

/// What is known about one member.
///
/// Only the member itself raises its incarnation; address, zone and weight change only with it.
package struct Member: Hashable, Sendable {
    /// Who the member is.
    package let id: NodeID
    /// Where the member listens.
    package let address: NodeAddress
    /// What it is believed to be.
    package var state: MemberState
    /// How often the member has spoken up against a suspicion or changed what it says about itself.
    package var incarnation: UInt64
    /// The failure domain, at most 255 bytes; empty when the operator named none.
    package var zone: String
    /// How large a share of the keys the member wants, relative to the others; at least 1.
    package var weight: UInt16

    /// No incarnation is higher, so that counting one up never overflows.
    package static let maximumIncarnation: UInt64 = 1 << 48
    /// How long a zone may be.
    package static let maximumZoneByteCount = 255

    /// Describes a member.
    ///
    /// - Precondition: `zone` has at most 255 bytes, `weight` is positive, `incarnation` is not above
    ///   ``maximumIncarnation``.
    package init(
        id: NodeID, address: NodeAddress, state: MemberState = .alive, incarnation: UInt64 = 0,
        zone: String = "", weight: UInt16 = 1
    ) {
        precondition(zone.utf8.count <= Self.maximumZoneByteCount, "a zone has at most 255 bytes: \(zone)")
        precondition(weight >= 1, "a weight is at least 1: \(weight)")
        precondition(incarnation <= Self.maximumIncarnation, "incarnation \(incarnation) is out of range")
        self.id = id
        self.address = address
        self.state = state
        self.incarnation = incarnation
        self.zone = zone
        self.weight = weight
    }
}

extension Member {
    /// What decides which of two statements about one name is believed.
    package var precedence: MemberPrecedence {
        MemberPrecedence(epoch: id.epoch, incarnation: incarnation, state: state)
    }

    /// The same member in another state.
    func changed(to state: MemberState) -> Member {
        var copy = self
        copy.state = state
        return copy
    }

    /// Whether `other` says the same about address, zone and weight.
    func describesSameNode(as other: Member) -> Bool {
        address == other.address && zone.hasSameBytes(as: other.zone) && weight == other.weight
    }
}

extension Member {
    /// Whether both say the same about the same life of a node; names and zones are compared by their bytes.
    ///
    /// The synthesised hash treats two spellings of one zone alike. That is sound: what is equal hashes equally.
    package static func == (left: Member, right: Member) -> Bool {
        left.id == right.id && left.state == right.state && left.incarnation == right.incarnation
            && left.describesSameNode(as: right)
    }
}

extension Member: CustomStringConvertible {
    package var description: String { "\(id) \(state) \(incarnation) at \(address)" }
}

/// The rank of a statement about a name: newer epoch first, then higher incarnation, then graver state.
///
/// Believing the greater statement is a join, so members that have heard the same statements believe the same,
/// whatever the order. A suspicion overrides "alive" of the same incarnation; only the member can say more, by
/// raising it.
///
/// Source: Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
/// Protocol" (DSN 2002), section 4.2; the epoch and the way back from "dead" are added.
package struct MemberPrecedence: Hashable, Comparable, Sendable {
    package let epoch: UInt64
    package let incarnation: UInt64
    package let state: MemberState

    package static func < (left: MemberPrecedence, right: MemberPrecedence) -> Bool {
        (left.epoch, left.incarnation, left.state.rawValue)
            < (right.epoch, right.incarnation, right.state.rawValue)
    }
}

/// A statement about a member as it travels between members.
package struct MemberClaim: Hashable, Sendable {
    package var member: Member
    /// For how long the member has been dead or gone, in whole seconds; 0 while it is live.
    ///
    /// It lets all members forget a dead one at about the same time. Without it, two members would hand the
    /// memory of it back and forth for ever.
    package var secondsSinceDeparture: UInt64

    package init(_ member: Member, secondsSinceDeparture: UInt64 = 0) {
        self.member = member
        self.secondsSinceDeparture = secondsSinceDeparture
    }
}
