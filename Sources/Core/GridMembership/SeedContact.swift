package import GridDeterminism
package import GridIdentity

/// How a node finds the cluster: it asks every seed until one answers.
///
/// A seed is only an address to ask, not a role: the node that finds nobody is the first one.
package struct SeedContact: Sendable {
    /// Where to ask; without the node's own address.
    package let addresses: [NodeAddress]
    /// Whether the node may act as a member: a seed answered, there is none to ask, or none answered for so long
    /// that this node seems to be the first.
    package private(set) var isJoined: Bool
    /// When to ask again; `nil` once a seed has answered.
    package private(set) var nextAttempt: Instant?

    private let graceEndsAt: Instant
    private var backoff: Backoff

    package init(addresses: [NodeAddress], at now: Instant, configuration: MembershipConfiguration) {
        self.addresses = addresses
        isJoined = addresses.isEmpty
        nextAttempt = addresses.isEmpty ? nil : now
        graceEndsAt = now + configuration.founderGracePeriod
        backoff = Backoff(
            from: configuration.joinRetryInterval, to: configuration.maximumReconnectInterval)
    }

    /// When ``reachedDeadline(at:using:)`` is due.
    package var deadline: Instant {
        min(nextAttempt ?? .distantFuture, isJoined ? .distantFuture : graceEndsAt)
    }

    /// Whether it is time to ask all seeds again.
    package mutating func reachedDeadline(at now: Instant, using random: inout SeededRandom) -> Bool {
        if now >= graceEndsAt { isJoined = true }
        guard let attempt = nextAttempt, now >= attempt else { return false }
        nextAttempt = now + backoff.next(using: &random)
        return true
    }

    /// Notes that a member of the cluster answered.
    package mutating func receivedAnswer() {
        isJoined = true
        nextAttempt = nil
    }
}
