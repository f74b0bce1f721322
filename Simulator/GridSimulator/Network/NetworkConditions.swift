/// How the simulated network behaves while nothing is broken.
package struct NetworkConditions: Hashable, Sendable {
    /// How the time above the minimum varies from segment to segment.
    package enum DelayDistribution: String, Hashable, Sendable, CaseIterable {
        /// Always the mean.
        case constant
        /// From the minimum to twice the way from there to the mean, all equally likely.
        case uniform
        /// Mostly short, sometimes long: what queues in switches do.
        case exponential
    }

    /// The shortest time from one node to another.
    package var minimumDelay: Duration = .microseconds(100)
    package var meanDelay: Duration = .microseconds(300)
    package var delayDistribution = DelayDistribution.exponential
    /// How often a segment is lost on its way, in parts per million.
    ///
    /// A stream loses nothing: what is lost is sent again, and everything behind it waits.
    package var lossPartsPerMillion = 0
    /// How often a segment takes a detour, in parts per million.
    ///
    /// A stream keeps its order: what overtakes the segment waits for it.
    package var reorderingPartsPerMillion = 0
    /// How often a segment arrives with one bit inverted, in parts per million.
    package var corruptionPartsPerMillion = 0
    /// How many bytes one node sends to another in a second, over all their connections; `nil` for no limit.
    package var bytesPerSecond: Int?

    package init() {}

    /// How long TCP waits at least before it sends a segment again without having been asked to.
    static let retransmissionTimeout: Duration = .milliseconds(200)
    /// After how many losses in a row of one segment the connection is reset.
    static let maximumTryCount = 8
    /// How long a connection request waits before it is repeated.
    static let connectRetryInterval: Duration = .seconds(1)
    /// How long a segment is at most.
    static let maximumSegmentByteCount = 64 << 10
    /// How many mean delays a detour is long at most.
    static let longestDetour = 20
}
