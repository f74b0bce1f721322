/// What a store holds and has done, added up over its shards.
///
/// Shards are read one after the other, so the sums are exact only while nobody writes.
package struct StoreStatistics: Hashable, Sendable {
    /// Entries with a value, those included that have expired but were not swept yet.
    package var liveEntryCount = 0
    package var tombstoneCount = 0
    /// Memory of the pages and large allocations that hold entries, and of their table.
    package var arenaByteCount = 0
    /// Memory of the hash indexes.
    package var indexByteCount = 0
    /// Arena and index together: what the memory limit bounds.
    package var accountedByteCount: Int { arenaByteCount + indexByteCount }
    /// Reads that found a live entry.
    package var hitCount: UInt64 = 0
    /// Reads that found none.
    package var missCount: UInt64 = 0
    /// Live entries that were dropped to make room.
    package var evictionCount: UInt64 = 0
    /// Tombstones that were dropped to make room, before their grace period had passed.
    package var evictedTombstoneCount: UInt64 = 0
    /// Expired values that were removed or turned into tombstones.
    package var expirationCount: UInt64 = 0
    /// By how much compression makes the values now held smaller.
    package var compressionSavedByteCount = 0

    package init() {}
}

/// What one call of ``ShardedStore/sweep(budget:at:)`` did.
package struct SweepResult: Hashable, Sendable {
    /// Entries looked at, tombstones included.
    package var visitedCount = 0
    /// Expired values that were removed or turned into tombstones.
    package var expiredCount = 0
    /// Tombstones whose grace period had passed.
    package var collectedTombstoneCount = 0
    /// Whether the sweep passed the end of the store and starts over with the next call.
    package var didCompleteRound = false

    package init() {}
}
