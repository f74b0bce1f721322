/// Why a store refused a write.
///
/// The entry under the key is unchanged in every case but ``noRoom(neededByteCount:limitInBytes:)``.
package enum StoreError: Error, Hashable, Sendable {
    /// The key is longer than an entry can name. Nothing changed.
    case keyTooLong(byteCount: Int, maximumByteCount: Int)
    /// The value, uncompressed or as it claims to expand, is larger than configured. Nothing changed.
    case valueTooLarge(byteCount: Int, maximumByteCount: Int)
    /// The entry would take more than its shard's share of the memory limit. Nothing changed. A larger memory
    /// limit or fewer shards make room for it.
    case entryExceedsShard(byteCount: Int, maximumByteCount: Int)
    /// Compressed bytes do not expand to the size they claim. Nothing changed; the sender is at fault.
    case corruptCompression(claimedByteCount: Int)
    /// Evicting everything that may be evicted did not free enough. Other entries, and the older entry under the
    /// key, may have been evicted on the way.
    case noRoom(neededByteCount: Int, limitInBytes: Int)
}
