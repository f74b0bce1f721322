private import GridCollections

extension EntryMetadata.Encoding {
    /// The value that `stored` stands for, or `nil` when the bytes are not what the encoding claims.
    ///
    /// For entries that other replicas sent and that are not kept here. At most `maximumByteCount` bytes are made.
    package func expanded(_ stored: Span<UInt8>, maximumByteCount: Int) -> [UInt8]? {
        switch self {
        case .raw:
            return stored.count <= maximumByteCount ? [UInt8](copying: stored) : nil
        case .lz4(let byteCount):
            guard byteCount <= maximumByteCount else { return nil }
            return withExpandedLZ4(stored, uncompressedByteCount: byteCount) { value in
                guard let value else { return nil }
                return [UInt8](copying: value)
            }
        }
    }
}
