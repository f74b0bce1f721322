package import GridReplication

/// What the operator decides for all client connections.
package struct SessionConfiguration: Hashable, Sendable {
    /// How many owners must answer a read.
    package var readLevel: ReadLevel
    /// How many copies of a write must exist before it is acknowledged.
    package var writeConcern: WriteConcern
    /// The life time of values that are stored without one, or `nil` when they do not expire.
    package var defaultTimeToLive: Duration?
    package var limits: RESPLimits
    /// From how many bytes of output on the client must read before further requests are looked at.
    package var outputHighWaterByteCount: Int
    /// The most bytes of values that one command may be answered with.
    package var maximumReplyByteCount: Int
    /// The version of Redis that clients are told; some enable features by it.
    package var advertisedRedisVersion: String

    /// Makes a configuration.
    ///
    /// - Precondition: a default life time is positive, and so are the byte counts.
    package init(
        readLevel: ReadLevel = .one, writeConcern: WriteConcern = .one, defaultTimeToLive: Duration? = nil,
        limits: RESPLimits = RESPLimits(), outputHighWaterByteCount: Int = 1 << 20,
        maximumReplyByteCount: Int = 512 << 20,
        advertisedRedisVersion: String = "7.4.0"
    ) {
        precondition(
            defaultTimeToLive ?? .seconds(1) > .zero,
            "a default life time is not positive: \(defaultTimeToLive ?? .zero)")
        precondition(
            outputHighWaterByteCount > 0, "a high-water mark is not positive: \(outputHighWaterByteCount)")
        precondition(
            maximumReplyByteCount > 0, "a limit of replies is not positive: \(maximumReplyByteCount)")
        self.readLevel = readLevel
        self.writeConcern = writeConcern
        self.defaultTimeToLive = defaultTimeToLive
        self.limits = limits
        self.outputHighWaterByteCount = outputHighWaterByteCount
        self.maximumReplyByteCount = maximumReplyByteCount
        self.advertisedRedisVersion = advertisedRedisVersion
    }
}
