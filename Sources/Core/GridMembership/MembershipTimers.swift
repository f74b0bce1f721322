package import GridDeterminism

/// When the periodic work of a member is due; `distantFuture` for work that is not.
package struct MembershipTimers: Hashable, Sendable {
    /// When the next probe begins.
    package var probe = Instant.distantFuture
    /// When news is told next.
    package var gossip = Instant.distantFuture
    /// When lists are exchanged next.
    package var pushPull = Instant.distantFuture
    /// When dead members and missing seeds are contacted next.
    package var reconnect = Instant.distantFuture

    /// News is not told earlier than this, so that the gossip interval holds also when news trickles in.
    private var gossipPausesUntil = Instant.zero

    package init() {}

    /// The earliest of all.
    package var next: Instant { min(min(probe, gossip), min(pushPull, reconnect)) }

    /// Lets news be told soon: after a short moment in which more may come in.
    package mutating func armGossip(at now: Instant, interval: Duration) {
        guard gossip == .distantFuture else { return }
        gossip = max(gossipPausesUntil, now + interval / 4)
    }

    /// Notes that news was told, and lets the rest be told after the interval.
    package mutating func gossiped(at now: Instant, interval: Duration, hasMore: Bool) {
        gossipPausesUntil = now + interval
        gossip = hasMore ? gossipPausesUntil : .distantFuture
    }
}
