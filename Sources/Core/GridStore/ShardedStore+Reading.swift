package import GridDeterminism
package import GridIdentity
private import Synchronization

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

    /// Calls `body` with the value of a live entry as ``withValue(forKey:in:at:_:)`` does; returns whether there is one.
    ///
    /// A generic function is not specialised for callers in other modules. This one is not generic, and several
    /// times faster than the lookup with a generic result: use it where every entry counts.
    package func visitValue(
        forKey key: Span<UInt8>, in slot: KeySlot, at now: WallTime,
        _ body: (Span<UInt8>, EntryMetadata) -> Void
    ) -> Bool {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return shard(of: slot).state.withLock { shard in
            guard let reference = shard.read(key, fingerprint, at: now) else { return false }
            let entry = shard.storedEntry(at: reference)
            entry.withValue { value in body(value, entry.metadata) }
            return true
        }
    }

    /// A copy of the value of a live entry, or `nil` when there is none.
    package func value(forKey key: Span<UInt8>, in slot: KeySlot, at now: WallTime) -> [UInt8]? {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return shard(of: slot).state.withLock { shard in
            guard let reference = shard.read(key, fingerprint, at: now) else { return nil }
            return shard.valueCopy(at: reference)
        }
    }

    /// What is known about the entry of `key`, tombstones and expired entries included.
    ///
    /// It does not count as a read.
    package func metadata(forKey key: Span<UInt8>, in slot: KeySlot) -> EntryMetadata? {
        let fingerprint = settings.fingerprint(of: key, slotIndex: slot.index)
        return shard(of: slot).state.withLock { shard in shard.entry(key, fingerprint)?.metadata }
    }

    /// Calls `body` with the entry of `key` as it is stored and replicated; returns `nil` when there is none.
    ///
    /// Tombstones and expired entries are included. The call does not count as a read.
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
