/// How much one client may ask of the parser at a time.
package struct RESPLimits: Hashable, Sendable {
    /// The longest argument that a client may announce, in bytes; beyond it the stream counts as damaged.
    package var maximumBulkByteCount: Int
    /// The longest argument that is kept, in bytes; a request with a longer one is read to its end and refused.
    package var maximumKeptBulkByteCount: Int
    /// The most arguments of one request, its name included.
    package var maximumArgumentCount: Int
    /// The longest line of an inline request, in bytes.
    package var maximumInlineByteCount: Int
    /// The longest request that is kept, in bytes, with its framing; a longer one is read to its end and refused.
    package var maximumRequestByteCount: Int
    /// How many bytes of the arguments of one refused request are read to find its end.
    package var maximumDiscardedByteCount: Int

    /// Makes limits; the defaults suit the default value limit of 16 MiB.
    ///
    /// The longest argument that may be announced is that of Redis, 512 MiB.
    ///
    /// - Precondition: every limit is positive, and a request is shorter than 2 GiB.
    package init(
        maximumBulkByteCount: Int = 512 << 20,
        maximumKeptBulkByteCount: Int = 16 << 20,
        maximumArgumentCount: Int = 1 << 20,
        maximumInlineByteCount: Int = 64 << 10,
        maximumRequestByteCount: Int = 256 << 20,
        maximumDiscardedByteCount: Int = 1 << 30
    ) {
        precondition(maximumBulkByteCount > 0, "the bulk limit is not positive: \(maximumBulkByteCount)")
        precondition(
            maximumKeptBulkByteCount > 0, "the kept bulk limit is not positive: \(maximumKeptBulkByteCount)")
        precondition(maximumArgumentCount > 0, "the argument limit is not positive: \(maximumArgumentCount)")
        precondition(maximumInlineByteCount > 0, "the line limit is not positive: \(maximumInlineByteCount)")
        precondition(
            (1..<(1 << 31)).contains(maximumRequestByteCount),
            "the request limit is not within 1 byte and 2 GiB: \(maximumRequestByteCount)")
        precondition(
            maximumDiscardedByteCount > 0, "the discard limit is not positive: \(maximumDiscardedByteCount)")
        self.maximumBulkByteCount = maximumBulkByteCount
        self.maximumKeptBulkByteCount = maximumKeptBulkByteCount
        self.maximumArgumentCount = maximumArgumentCount
        self.maximumInlineByteCount = maximumInlineByteCount
        self.maximumRequestByteCount = maximumRequestByteCount
        self.maximumDiscardedByteCount = maximumDiscardedByteCount
    }
}
