private import GridCollections
package import GridDeterminism
package import GridIdentity
package import GridVersioning
private import Synchronization

/// The entries that one node holds: a synchronous, bounded, thread-safe map from keys to versioned values.
///
/// Every slot belongs to one shard, and every shard has its own lock, index and memory. The store reads no clock
/// and draws no random number: the same calls in the same order, with the same seed, give the same results in
/// every process.
///
/// **Memory.** Each shard may use an equal part of the limit and never more; a write that finds no memory evicts
/// (see `Shard+Eviction.swift`). A fixed part needs no agreement between shards, and slots spread keys evenly.
///
/// **Closures** passed to the store run within a shard's lock. They must be short and must not call the store.
package final class ShardedStore: Sendable {
    package let configuration: StoreConfiguration
    private let settings: ShardSettings
    private let compressor: ValueCompressor
    private let shards: [LockedShard]
    private let sweepPosition = Mutex(SweepPosition())

    /// Makes an empty store, which takes memory only as it is filled.
    package init(_ configuration: StoreConfiguration) {
        let settings = ShardSettings(configuration)
        self.configuration = configuration
        self.settings = settings
        compressor = ValueCompressor(thresholdInBytes: configuration.compressionThresholdInBytes)
        shards = (0..<configuration.effectiveShardCount).map { _ in LockedShard(settings) }
    }

    /// How many shards there are: the configured count, or fewer when the memory limit is small.
    package var shardCount: Int { shards.count }

    /// The largest entry, header, key and stored value together, that the memory limit admits.
    package var maximumEntryByteCount: Int { settings.maximumEntryByteCount }

    /// The shard that holds `slot`.
    private func shard(of slot: KeySlot) -> LockedShard {
        shards[Int(slot.index) & (shards.count - 1)]
    }
}

/// A shard and its lock: the box that lets an array hold something noncopyable.
private final class LockedShard: Sendable {
    let state: Mutex<Shard>

    init(_ settings: ShardSettings) {
        state = Mutex(Shard(settings))
    }
}

/// Where the sweep goes on.
private struct SweepPosition {
    var shardIndex = 0
    var pageNumber = 0
}

// MARK: Reading

extension ShardedStore {
    /// Calls `body` with the value of a live entry, not compressed, and marks the entry as used; returns `nil`
    /// when there is none.
    ///
    /// The value is borrowed until `body` returns. `body` runs within the shard's lock and must not call the store.
    package func withValue<Result, Failure: Error>(
        forKey key: Span<UInt8>, in slot: KeySlot, at now: WallTime,
        _ body: (Span<UInt8>, EntryMetadata) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        var result: Result?
        try shard(of: slot).state.withLock { (shard) throws(Failure) in
            guard let reference = shard.read(key, fingerprint, at: now) else { return }
            let entry = shard.storedEntry(at: reference)
            result = try entry.withValue { (value) throws(Failure) in try body(value, entry.metadata) }
        }
        return result
    }

    /// A copy of the value of a live entry, or `nil` when there is none.
    package func value(forKey key: Span<UInt8>, in slot: KeySlot, at now: WallTime) -> [UInt8]? {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return shard(of: slot).state.withLock { shard in
            guard let reference = shard.read(key, fingerprint, at: now) else { return nil }
            return shard.storedEntry(at: reference).withValue { value in [UInt8](copying: value) }
        }
    }

    /// What is known about the entry of `key`, tombstones and expired entries included.
    ///
    /// It does not count as a read.
    package func metadata(forKey key: Span<UInt8>, in slot: KeySlot) -> EntryMetadata? {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return shard(of: slot).state.withLock { shard in shard.entry(key, fingerprint)?.metadata }
    }

    /// Calls `body` with the entry of `key` as it is stored and replicated, tombstones and expired entries included;
    /// returns `nil` when there is none. It does not count as a read.
    ///
    /// `body` runs within the shard's lock and must not call the store.
    package func withStoredEntry<Result, Failure: Error>(
        forKey key: Span<UInt8>, in slot: KeySlot,
        _ body: (EntryMetadata, Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        var result: Result?
        try shard(of: slot).state.withLock { (shard) throws(Failure) in
            guard let location = shard.find(key, fingerprint) else { return }
            let entry = shard.storedEntry(at: location.reference)
            result = try body(entry.metadata, entry.stored)
        }
        return result
    }

    /// Calls `body` with each entry of `slot` as it is stored, tombstones and expired entries included.
    ///
    /// Entries that are there from the first call to the last are reported at least once, even while others
    /// are written; an entry may be reported twice. One call stops when `limit` entries were reported, but not within
    /// a bucket of the index, and after about a thousand buckets in any case, so a call may report nothing.
    ///
    /// - Returns: where to go on, or `nil` when the slot is finished.
    /// - Precondition: `limit` is positive.
    package func scan(
        slot: KeySlot, from cursor: ScanCursor = .start, limit: Int,
        _ body: (_ key: Span<UInt8>, _ metadata: EntryMetadata, _ stored: Span<UInt8>) -> Void
    ) -> ScanCursor? {
        precondition(limit > 0, "a scan of \(limit) entries")
        return shard(of: slot).state.withLock { shard in
            var references: [EntryReference] = []
            let next = shard.scan(slotIndex: slot.index, from: cursor, limit: limit, into: &references)
            for reference in references {
                let entry = shard.storedEntry(at: reference)
                body(entry.key, entry.metadata, entry.stored)
            }
            return next
        }
    }
}

// MARK: Writing

extension ShardedStore {
    /// Merges an entry of another replica, as it is stored there.
    ///
    /// Merging is a join: it keeps the newer version, and between two contents of one version the greater (a
    /// tombstone before a value). So it is commutative, associative and idempotent. An entry that has already
    /// expired is merged as a tombstone of its version. The value of a tombstone is ignored.
    ///
    /// - Throws: ``StoreError`` when a limit is exceeded or compressed bytes are not what they claim.
    package func merge(
        _ stored: Span<UInt8>, forKey key: Span<UInt8>, in slot: KeySlot, metadata: EntryMetadata,
        at now: WallTime
    ) throws(StoreError) -> MergeOutcome {
        try check(key: key, valueByteCount: stored.count)
        if metadata.isLive(at: now), case .lz4(let claimedByteCount) = metadata.encoding {
            try check(block: stored, claimedByteCount: claimedByteCount)
        }
        return try mergeChecked(stored, forKey: key, in: slot, metadata: metadata, at: now)
    }

    /// Stores a value that was written here: compresses it if that pays, and merges it.
    package func store(
        _ value: Span<UInt8>, forKey key: Span<UInt8>, in slot: KeySlot, version: Version,
        expiry: WallTime? = nil, at now: WallTime
    ) throws(StoreError) -> MergeOutcome {
        try check(key: key, valueByteCount: value.count)
        return try compressor.withStoredForm(of: value) { (stored, encoding) throws(StoreError) in
            let metadata = EntryMetadata(version: version, expiry: expiry, encoding: encoding)
            return try mergeChecked(stored, forKey: key, in: slot, metadata: metadata, at: now)
        }
    }

    /// Deletes a key: merges a tombstone.
    package func delete(
        _ key: Span<UInt8>, in slot: KeySlot, version: Version, at now: WallTime
    ) throws(StoreError) -> MergeOutcome {
        try check(key: key, valueByteCount: 0)
        return try mergeChecked(
            Span(), forKey: key, in: slot, metadata: .tombstone(version: version), at: now)
    }

    /// Changes an entry depending on what it is, with no other write in between.
    ///
    /// `decide` is given the metadata held under the key, tombstones and expired entries included, and the value,
    /// not compressed, when the entry is live. It runs within the shard's lock and must not call the store.
    ///
    /// - Returns: `nil` when nothing was to be changed, or an expiry without a live entry.
    package func update(
        forKey key: Span<UInt8>, in slot: KeySlot, at now: WallTime, newValue: Span<UInt8>,
        decide: (_ held: EntryMetadata?, _ liveValue: Span<UInt8>?) -> EntryChange
    ) throws(StoreError) -> MergeOutcome? {
        try check(key: key, valueByteCount: newValue.count)
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return try compressor.withStoredForm(of: newValue) { (stored, encoding) throws(StoreError) in
            try shard(of: slot).state.withLock { (shard) throws(StoreError) in
                let change: EntryChange
                if let location = shard.find(key, fingerprint) {
                    let held = shard.storedEntry(at: location.reference)
                    if held.metadata.isLive(at: now) {
                        change = held.withValue { value in decide(held.metadata, value) }
                    } else {
                        change = decide(held.metadata, nil)
                    }
                } else {
                    change = decide(nil, nil)
                }
                switch change {
                case .none:
                    return nil
                case .store(let version, let expiry):
                    let metadata = EntryMetadata(version: version, expiry: expiry, encoding: encoding)
                    return try shard.merge(stored, metadata, forKey: key, fingerprint, at: now)
                case .changeExpiry(let version, let expiry):
                    return try shard.changeExpiry(
                        to: expiry, version: version, forKey: key, fingerprint, at: now)
                case .delete(let version):
                    return try shard.merge(
                        Span(), .tombstone(version: version), forKey: key, fingerprint, at: now)
                }
            }
        }
    }

    private func mergeChecked(
        _ stored: Span<UInt8>, forKey key: Span<UInt8>, in slot: KeySlot, metadata: EntryMetadata,
        at now: WallTime
    ) throws(StoreError) -> MergeOutcome {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return try shard(of: slot).state.withLock { (shard) throws(StoreError) in
            try shard.merge(stored, metadata, forKey: key, fingerprint, at: now)
        }
    }

    private func check(key: Span<UInt8>, valueByteCount: Int) throws(StoreError) {
        guard key.count <= StoreConfiguration.maximumKeyByteCount else {
            throw .keyTooLong(
                byteCount: key.count, maximumByteCount: StoreConfiguration.maximumKeyByteCount)
        }
        guard valueByteCount <= configuration.maximumValueByteCount else {
            throw .valueTooLarge(
                byteCount: valueByteCount, maximumByteCount: configuration.maximumValueByteCount)
        }
    }

    private func check(block: Span<UInt8>, claimedByteCount: Int) throws(StoreError) {
        guard claimedByteCount <= configuration.maximumValueByteCount else {
            throw .valueTooLarge(
                byteCount: claimedByteCount, maximumByteCount: configuration.maximumValueByteCount)
        }
        let isSound = withExpandedLZ4(block, uncompressedByteCount: claimedByteCount) { value in value != nil
        }
        guard isSound else { throw .corruptCompression(claimedByteCount: claimedByteCount) }
    }
}

// MARK: Upkeep

extension ShardedStore {
    /// Removes expired values and old tombstones, going on where the last call stopped.
    ///
    /// It looks at about `budget` entries: a page of memory is finished once begun. An expired value leaves a
    /// tombstone until the grace period of its version has passed.
    ///
    /// - Precondition: `budget` is positive.
    package func sweep(budget: Int, at now: WallTime) -> SweepResult {
        precondition(budget > 0, "a sweep of \(budget) entries")
        return sweepPosition.withLock { position in
            var result = SweepResult()
            while result.visitedCount < budget, !result.didCompleteRound {
                let hasMore = shards[position.shardIndex].state.withLock { shard in
                    shard.sweepNextPage(from: &position.pageNumber, at: now, result: &result)
                }
                if hasMore { continue }
                position = SweepPosition(shardIndex: (position.shardIndex + 1) % shards.count)
                result.didCompleteRound = position.shardIndex == 0
            }
            return result
        }
    }

    /// Forgets every entry, tombstones included, and gives the memory back.
    package func removeAll() {
        for shard in shards {
            shard.state.withLock { state in state.removeAll() }
        }
    }

    /// Forgets the entries of one slot, tombstones included.
    ///
    /// Writes to the slot that come meanwhile may or may not survive.
    package func remove(slot: KeySlot) {
        var cursor: ScanCursor? = .start
        while let position = cursor {
            cursor = shard(of: slot).state.withLock { shard in
                shard.remove(slotIndex: slot.index, from: position)
            }
        }
    }

    /// How many entries have a value, those included that have expired but were not swept yet.
    package var liveEntryCount: Int {
        shards.reduce(0) { total, shard in total + shard.state.withLock { $0.liveEntryCount } }
    }

    /// What the store holds and has done.
    package var statistics: StoreStatistics {
        var total = StoreStatistics()
        for shard in shards { shard.state.withLock { $0.addStatistics(to: &total) } }
        return total
    }

    /// Checks that index, memory and counters of every shard agree; stops the process when they do not.
    ///
    /// - Complexity: O(n); for tests and the simulator.
    package func checkInvariants() {
        for shard in shards { shard.state.withLock { $0.checkInvariants() } }
    }
}
