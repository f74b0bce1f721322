package import GridDeterminism
package import GridIdentity

/// One attempt to hear from a member: directly first, then through others.
///
///     awaitingDirectAnswer ──timeout──▶ awaitingAnyAnswer ──timeout──▶ failed
///
/// Source: Das, Gupta, Motivala, "SWIM" (DSN 2002), section 3.1.
package struct Probe: Hashable, Sendable {
    private enum Phase: Hashable, Sendable {
        case awaitingDirectAnswer(until: Instant)
        case awaitingAnyAnswer(until: Instant)
    }

    /// What to do when a deadline was reached.
    package enum DeadlineAction: Hashable, Sendable {
        case none
        /// Ask other members to try.
        case askOthers
        /// Give up: nobody heard from the target.
        case fail
    }

    /// Who is probed.
    package let target: NodeID
    /// The number by which answers are recognised.
    package let sequence: UInt32
    /// How long the second phase lasts.
    private let indirectTimeout: Duration
    private var phase: Phase

    package init(of target: NodeID, sequence: UInt32, at now: Instant, configuration: MembershipConfiguration)
    {
        self.target = target
        self.sequence = sequence
        indirectTimeout = configuration.failureTimeout - configuration.probeTimeout
        phase = .awaitingDirectAnswer(until: now + configuration.probeTimeout)
    }

    /// When ``reachedDeadline(at:)`` is due.
    package var deadline: Instant {
        switch phase {
        case .awaitingDirectAnswer(let deadline), .awaitingAnyAnswer(let deadline): deadline
        }
    }

    /// Moves on when the deadline has passed.
    ///
    /// The second phase has its full length even when the call comes late: a driver that was held up may not have
    /// read the answers yet.
    package mutating func reachedDeadline(at now: Instant) -> DeadlineAction {
        guard now >= deadline else { return .none }
        switch phase {
        case .awaitingDirectAnswer:
            phase = .awaitingAnyAnswer(until: now + indirectTimeout)
            return .askOthers
        case .awaitingAnyAnswer:
            return .fail
        }
    }
}

/// A probe that is carried out for another member that did not hear from the target itself.
package struct RelayedProbe: Hashable, Sendable {
    /// The number that the target's answer will carry.
    package let sequence: UInt32
    /// The number by which the requester recognises the answer.
    package let requesterSequence: UInt32
    /// Where the answer goes.
    package let requester: NodeAddress
    /// When an answer is no longer of use.
    package let expiresAt: Instant
}
