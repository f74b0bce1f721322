import GridDeterminism
import GridVersioning

/// The join by which replicas agree.
///
/// The states of a key are ordered: by version; within a version a tombstone is above a value; between two
/// values of one version the bytes decide, then the encoding, then the expiry. Merging keeps the greater state.
///
/// Expiring is a step upwards in this order: from its expiry on a value counts as a tombstone of its version.
/// So an expired entry still supersedes older versions that come late, is never served, and replicas that notice
/// the expiry at different moments end with the same state.
extension Shard {
    /// How an incoming state compares with the held one.
    private enum JoinOrder {
        case lower
        case equal
        case greater
    }

    /// Merges an entry whose compressed form, if any, has been checked.
    mutating func merge(
        _ stored: Span<UInt8>, _ metadata: EntryMetadata, forKey key: Span<UInt8>,
        _ fingerprint: KeyFingerprint, at now: WallTime
    ) throws(StoreError) -> MergeOutcome {
        let incoming = metadata.settled(at: now)
        let value = incoming.isTombstone ? Span() : stored
        if let held = entry(key, fingerprint) {
            switch Self.order(of: incoming, value, against: held, at: now) {
            case .lower: return .superseded
            case .equal: return .alreadyHeld
            case .greater: break
            }
        } else if incoming.isTombstone && settings.isPastGrace(incoming.version, at: now) {
            // Nothing is left that it could supersede. Taking it would let two replicas hand it to and fro.
            return .superseded
        }
        try write(value, incoming, forKey: key, fingerprint, at: now)
        return .applied
    }

    /// Gives the live entry of `key` a new version and expiry; returns `nil` when there is no live entry.
    mutating func changeExpiry(
        to expiry: WallTime?, version: Version, forKey key: Span<UInt8>, _ fingerprint: KeyFingerprint,
        at now: WallTime
    ) throws(StoreError) -> MergeOutcome? {
        guard let held = entry(key, fingerprint), held.isLive(at: now) else { return nil }
        let incoming = EntryMetadata(version: version, expiry: expiry, encoding: held.metadata.encoding)
        guard incoming.isLive(at: now) else {
            return try merge(Span(), incoming, forKey: key, fingerprint, at: now)
        }
        // The value compared is the one held, which stays in place.
        switch Self.order(of: incoming, unsafe held.storedBytes.span, against: held, at: now) {
        case .lower: return .superseded
        case .equal: return .alreadyHeld
        case .greater:
            held.writeVersion(version, expiry: incoming.expiry)
            return .applied
        }
    }

    private static func order(
        of incoming: EntryMetadata, _ stored: Span<UInt8>, against held: Entry, at now: WallTime
    ) -> JoinOrder {
        let heldVersion = held.version
        guard incoming.version == heldVersion else {
            return incoming.version < heldVersion ? .lower : .greater
        }
        switch (incoming.isTombstone, !held.isLive(at: now)) {
        case (true, true): return .equal
        case (true, false): return .greater
        case (false, true): return .lower
        case (false, false): break
        }
        let heldMetadata = held.metadata
        // The view's bytes stay in place during the comparison.
        return byteOrder(of: stored, against: unsafe held.storedBytes.span)
            ?? integerOrder(
                of: incoming.encoding.claimedByteCount, against: heldMetadata.encoding.claimedByteCount)
            ?? integerOrder(
                of: (incoming.expiry ?? .maximum).milliseconds,
                against: (heldMetadata.expiry ?? .maximum).milliseconds)
            ?? .equal
    }

    private static func byteOrder(of left: Span<UInt8>, against right: Span<UInt8>) -> JoinOrder? {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index] ? .lower : .greater
        }
        return integerOrder(of: left.count, against: right.count)
    }

    private static func integerOrder<Value: Comparable>(of left: Value, against right: Value) -> JoinOrder? {
        if left == right { nil } else if left < right { .lower } else { .greater }
    }

    /// Makes `stored` the entry of `key`.
    private mutating func write(
        _ stored: Span<UInt8>, _ metadata: EntryMetadata, forKey key: Span<UInt8>,
        _ fingerprint: KeyFingerprint, at now: WallTime
    ) throws(StoreError) {
        let byteCount = Entry.byteCount(
            keyByteCount: key.count, storedByteCount: stored.count, encoding: metadata.encoding)
        if let held = find(key, fingerprint)?.reference, arena.isRightPlace(held, forByteCount: byteCount) {
            uncount(held)
            let entry = arena.entry(at: held)
            entry.write(
                key: key, slotIndex: fingerprint.slotIndex, metadata: metadata, stored: stored,
                frequency: entry.frequency)
            count(held)
            return
        }
        guard byteCount <= settings.maximumEntryByteCount else {
            throw .entryExceedsShard(
                byteCount: byteCount, maximumByteCount: settings.maximumEntryByteCount)
        }
        // Room is made in this order because making room may move or evict entries, but not take index buckets.
        guard prepareIndex(at: now), let place = allocate(byteCount: byteCount, at: now) else {
            throw .noRoom(neededByteCount: byteCount, limitInBytes: settings.limitInBytes)
        }
        // Only now is it certain whether the older entry is still there, and where.
        let location = find(key, fingerprint)
        let frequency = location.map { arena.entry(at: $0.reference).frequency } ?? 0
        arena.entry(at: place).write(
            key: key, slotIndex: fingerprint.slotIndex, metadata: metadata, stored: stored,
            frequency: frequency)
        if let location {
            let older = location.reference
            location.bucket.replace(at: location.lane, with: place)
            uncount(older)
            arena.free(older, budget: &budget)
        } else {
            index.insert(place, fingerprint)
            growIndex()
        }
        count(place)
    }
}

extension EntryMetadata.Encoding {
    /// What the bytes say they expand to; zero for raw bytes, which say nothing.
    var claimedByteCount: Int {
        switch self {
        case .raw: 0
        case .lz4(let uncompressedByteCount): uncompressedByteCount
        }
    }
}
