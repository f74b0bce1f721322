/// How much one client may ask of the parser at a time.
package struct RESPLimits: Hashable, Sendable {
    /// The longest argument, in bytes.
    package var maximumBulkByteCount: Int
    /// The most arguments of one request, its name included.
    package var maximumArgumentCount: Int
    /// The longest line of an inline request, in bytes.
    package var maximumInlineByteCount: Int
    /// The longest request, in bytes, with its framing.
    package var maximumRequestByteCount: Int

    /// Makes limits; the defaults suit the default value limit of 16 MiB.
    ///
    /// - Precondition: every limit is positive, and a request is shorter than 2 GiB.
    package init(
        maximumBulkByteCount: Int = 16 << 20 + 64 << 10,
        maximumArgumentCount: Int = 1 << 20,
        maximumInlineByteCount: Int = 64 << 10,
        maximumRequestByteCount: Int = 256 << 20
    ) {
        precondition(maximumBulkByteCount > 0, "the bulk limit is not positive: \(maximumBulkByteCount)")
        precondition(maximumArgumentCount > 0, "the argument limit is not positive: \(maximumArgumentCount)")
        precondition(maximumInlineByteCount > 0, "the line limit is not positive: \(maximumInlineByteCount)")
        precondition(
            (1..<(1 << 31)).contains(maximumRequestByteCount),
            "the request limit is not within 1 byte and 2 GiB: \(maximumRequestByteCount)")
        self.maximumBulkByteCount = maximumBulkByteCount
        self.maximumArgumentCount = maximumArgumentCount
        self.maximumInlineByteCount = maximumInlineByteCount
        self.maximumRequestByteCount = maximumRequestByteCount
    }
}
