private import CLZ4

/// Compresses values before they are stored.
struct ValueCompressor: Sendable {
    /// Smaller values stay as they are; `nil` when all do.
    let thresholdInBytes: Int?

    /// Calls `body` with `value` as it is to be stored: compressed when that saves at least an eighth.
    func withStoredForm<R, E: Error>(
        of value: Span<UInt8>, _ body: (Span<UInt8>, EntryMetadata.Encoding) throws(E) -> R
    ) throws(E) -> R {
        guard let thresholdInBytes, value.count >= thresholdInBytes else { return try body(value, .raw) }
        // A block that does not fit into seven eighths is not worth expanding on every read.
        let capacity = value.count - value.count / 8
        return unsafe try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) {
            (target) throws(E) -> R in
            let byteCount = unsafe value.withUnsafeBufferPointer { source in
                // LZ4 reads `source.count` bytes and writes at most `capacity`; zero means they did not suffice.
                unsafe LZ4_compress_default(
                    UnsafeRawPointer(source.baseAddress.unsafelyUnwrapped).assumingMemoryBound(
                        to: CChar.self),
                    UnsafeMutableRawPointer(target.baseAddress.unsafelyUnwrapped)
                        .assumingMemoryBound(to: CChar.self),
                    Int32(source.count), Int32(capacity))
            }
            guard byteCount > 0 else { return try body(value, .raw) }
            let block = unsafe UnsafeBufferPointer(rebasing: target[..<Int(byteCount)])
            return try body(unsafe block.span, .lz4(uncompressedByteCount: value.count))
        }
    }
}

/// Calls `body` with the value that `block` expands to, or with `nil` when that is not exactly
/// `uncompressedByteCount` bytes.
///
/// The expansion never writes more than that, so the caller bounds what a forged block may cost.
func withExpandedLZ4<R, E: Error>(
    _ block: Span<UInt8>, uncompressedByteCount: Int, _ body: (Span<UInt8>?) throws(E) -> R
) throws(E) -> R {
    guard !block.isEmpty, uncompressedByteCount > 0 else { return try body(nil) }
    return unsafe try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: uncompressedByteCount) {
        (target) throws(E) -> R in
        let byteCount = unsafe block.withUnsafeBufferPointer { source in
            // The safe variant checks every read and write against the two counts.
            unsafe LZ4_decompress_safe(
                UnsafeRawPointer(source.baseAddress.unsafelyUnwrapped).assumingMemoryBound(to: CChar.self),
                UnsafeMutableRawPointer(target.baseAddress.unsafelyUnwrapped)
                    .assumingMemoryBound(to: CChar.self),
                Int32(source.count), Int32(uncompressedByteCount))
        }
        guard Int(byteCount) == uncompressedByteCount else { return try body(nil) }
        return try body(unsafe UnsafeBufferPointer(target).span)
    }
}
