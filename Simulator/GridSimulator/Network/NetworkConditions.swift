/// How the simulated network behaves while nothing is broken.
package struct NetworkConditions: Hashable, Sendable {
    /// The shortest time from one node to another.
    package var minimumDelay: Duration = .microseconds(100)
    /// The mean time; what exceeds the minimum is distributed exponentially.
    package var meanDelay: Duration = .microseconds(300)
    /// How often a segment is lost on its way, in parts per million.
    ///
    /// A stream loses nothing: what is lost is sent again, and everything behind it waits.
    package var lossPartsPerMillion = 0
    /// How often a segment arrives with one bit inverted, in parts per million.
    package var corruptionPartsPerMillion = 0

    package init() {}

    /// How long TCP waits at least before it sends a segment again without having been asked to.
    static let retransmissionTimeout: Duration = .milliseconds(200)
    /// After how many losses in a row of one segment the connection is reset.
    static let maximumTryCount = 8
    /// How long a connection request waits before it is repeated.
    static let connectRetryInterval: Duration = .seconds(1)
    /// How long a segment is at most.
    static let maximumSegmentByteCount = 64 << 10
}
