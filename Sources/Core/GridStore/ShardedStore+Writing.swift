package import GridDeterminism
package import GridIdentity
package import GridVersioning
private import Synchronization

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
