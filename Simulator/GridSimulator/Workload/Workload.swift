package import GridReplication

/// What the clients of a simulated cluster do.
package struct Workload: Hashable, Sendable {
    /// Clients are attached to the members in turn.
    package var clientCount = 4
    /// Requests per second, of all clients together.
    package var operationsPerSecond = 200
    /// How many different keys there are.
    package var keyCount = 200
    /// How many of a hundred requests are of each kind; the rest are reads.
    package var writePercentage = 30
    package var deletePercentage = 5
    package var conditionalPercentage = 5
    /// How large values are.
    package var valueByteCount: ClosedRange<Int> = 16...1_024
    /// How many of a hundred writes expire, and after how long.
    package var expiringPercentage = 10
    package var timeToLive: Duration = .seconds(10)
    /// `nil` lets every request choose by chance.
    package var writeConcern: WriteConcern?
    package var readLevel: ReadLevel?
    /// How many of a hundred requests are made by threads of the process itself, which use the replica directly.
    package var embeddedPercentage = 30

    package init() {}
}
