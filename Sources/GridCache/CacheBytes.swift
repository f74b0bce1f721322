private import GridCollections

/// Something that can be a key or a value: a sequence of bytes in memory.
///
/// A key has 1 to 65,535 bytes. A `String` stands for its UTF-8 bytes.
public protocol CacheBytes: Sendable {
    /// Calls `body` with the bytes, which are borrowed until it returns.
    func withCacheBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result
}

extension Array: CacheBytes where Element == UInt8 {
    /// Calls `body` with the elements.
    public func withCacheBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(span)
    }
}

extension String: CacheBytes {
    /// Calls `body` with the UTF-8 bytes.
    public func withCacheBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(utf8Span.span)
    }
}

extension CacheBytes {
    /// A copy of the bytes.
    var copiedBytes: [UInt8] { withCacheBytes { [UInt8](copying: $0) } }
}
