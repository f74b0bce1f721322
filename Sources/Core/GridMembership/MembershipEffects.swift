package import GridIdentity

/// What the driver must do for a ``Membership``.
package enum MembershipEffect: Hashable, Sendable {
    /// Send a message to whoever listens at an address. It may get lost.
    case send([UInt8], to: NodeAddress)
    /// The view of the cluster changed.
    case changed(MemberChange)
}

/// A change of the local view.
///
/// Each case carries the member as it is believed to be from now on.
package enum MemberChange: Hashable, Sendable {
    /// A member that was not known before takes part.
    case joined(Member)
    /// A member did not answer; it still counts as a member.
    case suspected(Member)
    /// A suspected, dead or gone member turned out to be alive.
    case refuted(Member)
    /// A member failed.
    case died(Member)
    /// A member went away on purpose.
    case left(Member)
    /// A newer life of a process took the place of `previous`, which no longer exists.
    ///
    /// When `previous` is the local node, another process runs under the same name and has won it: this one has
    /// to stop, or to start again with an epoch above that of the winner.
    case replaced(Member, previous: NodeID)
    /// A live member changed its address, zone or weight.
    case updated(Member)

    /// The member as it is believed to be from now on.
    package var member: Member {
        switch self {
        case .joined(let member), .suspected(let member), .refuted(let member), .died(let member),
            .left(let member), .replaced(let member, _), .updated(let member):
            member
        }
    }
}

/// The effects of one or more calls, in order: a buffer that the driver owns and reuses.
package struct MembershipEffects: ~Copyable, Sendable {
    /// The effects that have not been performed.
    package private(set) var pending: [MembershipEffect] = []

    package init() {}

    /// Performs and forgets all effects.
    package mutating func drain(_ perform: (MembershipEffect) -> Void) {
        for effect in pending { perform(effect) }
        pending.removeAll(keepingCapacity: true)
    }

    mutating func append(_ effect: MembershipEffect) {
        pending.append(effect)
    }
}
