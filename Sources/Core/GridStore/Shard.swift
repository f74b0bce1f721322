import GridDeterminism
import GridIdentity
import GridVersioning

/// What every shard of one store has in common.
struct ShardSettings: Sendable {
    let hasher: KeyHasher
    let tagLayout: TagLayout
    let limitInBytes: Int
    let pageByteCount: Int
    let maximumValueByteCount: Int
    let tombstoneGracePeriod: Duration

    init(_ configuration: StoreConfiguration) {
        let shardCount = configuration.effectiveShardCount
        hasher = KeyHasher(seed: configuration.hashSeed)
        tagLayout = TagLayout(shardCount: shardCount)
        limitInBytes = configuration.memoryLimitInBytes / shardCount
        pageByteCount = Self.pageByteCount(limitInBytes: limitInBytes)
        maximumValueByteCount = configuration.maximumValueByteCount
        tombstoneGracePeriod = configuration.tombstoneGracePeriod
    }

    /// The largest entry that is taken, header and key included: index and tables need the rest of the share.
    var maximumEntryByteCount: Int { limitInBytes / 4 * 3 }

    /// Beyond this, tombstones make room like live entries do.
    var tombstoneLimitInBytes: Int { limitInBytes / 4 }

    @inline(__always)
    func fingerprint(of key: Span<UInt8>, slotIndex: UInt16) -> KeyFingerprint {
        let hash = hasher.hash(key)
        return KeyFingerprint(
            hash: hash, tag: tagLayout.tag(hash: hash, slotIndex: slotIndex), slotIndex: slotIndex)
    }

    /// Whether a tombstone of this age cannot meet an older version any more.
    func isPastGrace(_ version: Version, at now: WallTime) -> Bool {
        version.timestamp.wall + tombstoneGracePeriod <= now
            || PlantedDefect.earlyTombstoneCollection.isPlanted
    }

    /// About five hundred pages to a shard: with fewer, the half-empty last pages of many classes would weigh.
    private static func pageByteCount(limitInBytes: Int) -> Int {
        var size = 4_096
        while size < 65_536, size * 2 <= limitInBytes / 512 { size *= 2 }
        return size
    }
}

/// What a shard counts, beside what its parts count themselves.
struct ShardCounters {
    var tombstoneCount = 0
    /// The places of tombstones.
    var tombstoneByteCount = 0
    var compressionSavedByteCount = 0
    var hitCount: UInt64 = 0
    var missCount: UInt64 = 0
    var evictionCount: UInt64 = 0
    var evictedTombstoneCount: UInt64 = 0
    var expirationCount: UInt64 = 0
}

/// The entries of some slots, their index and their memory.
///
/// A shard is not thread-safe; the store calls it within its lock.
struct Shard: ~Copyable {
    let settings: ShardSettings
    var budget: MemoryBudget
    var arena: EntryArena
    var index: HashIndex
    var counters = ShardCounters()
    /// The page at which eviction goes on.
    var handPageNumber = 0

    init(_ settings: ShardSettings) {
        self.settings = settings
        budget = MemoryBudget(limitInBytes: settings.limitInBytes)
        arena = EntryArena(pageByteCount: settings.pageByteCount, budget: &budget)
        index = HashIndex(pageByteCount: settings.pageByteCount)
    }

    var liveEntryCount: Int { index.count - counters.tombstoneCount }

    /// Where the entry of `key` is.
    @inline(__always)
    func find(_ key: Span<UInt8>, _ fingerprint: KeyFingerprint) -> HashIndex.Location? {
        index.find(fingerprint) { reference in arena.entry(at: reference).hasKey(key) }
    }

    /// The entry of `key`, tombstones and expired entries included.
    func entry(_ key: Span<UInt8>, _ fingerprint: KeyFingerprint) -> Entry? {
        find(key, fingerprint).map { location in arena.entry(at: location.reference) }
    }

    /// Where the live entry of `key` is; counts the read and marks the entry as used.
    @inline(__always)
    mutating func read(
        _ key: Span<UInt8>, _ fingerprint: KeyFingerprint, at now: WallTime
    ) -> EntryReference? {
        guard let location = find(key, fingerprint) else {
            counters.missCount += 1
            return nil
        }
        let reference = location.reference
        let entry = arena.entry(at: reference)
        guard entry.isLive(at: now) else {
            counters.missCount += 1
            return nil
        }
        counters.hitCount += 1
        let frequency = entry.frequency
        if frequency < Entry.highestFrequency { entry.frequency = frequency + 1 }
        return reference
    }

    /// Where the index refers to `reference`.
    func location(of reference: EntryReference) -> HashIndex.Location {
        let fingerprint = fingerprint(of: arena.entry(at: reference))
        guard let location = index.find(fingerprint, where: { candidate in candidate == reference }) else {
            preconditionFailure("the entry \(reference.rawValue) is not in the index")
        }
        return location
    }

    func fingerprint(of entry: Entry) -> KeyFingerprint {
        // The key is read before anything moves.
        settings.fingerprint(of: unsafe entry.keyBytes.span, slotIndex: entry.slotIndex)
    }

    /// Forgets an entry altogether, with its page when that becomes empty.
    mutating func remove(_ reference: EntryReference) {
        index.remove(at: location(of: reference))
        uncount(reference)
        arena.free(reference, budget: &budget)
    }

    /// Forgets an entry, and keeps its page, which the caller is visiting.
    mutating func removeKeepingPage(_ reference: EntryReference) {
        index.remove(at: location(of: reference))
        uncount(reference)
        arena.vacate(reference)
    }

    /// Forgets everything and gives the memory back; what has been counted stays.
    mutating func removeAll() {
        budget = MemoryBudget(limitInBytes: settings.limitInBytes)
        arena = EntryArena(pageByteCount: settings.pageByteCount, budget: &budget)
        index = HashIndex(pageByteCount: settings.pageByteCount)
        counters.tombstoneCount = 0
        counters.tombstoneByteCount = 0
        counters.compressionSavedByteCount = 0
        handPageNumber = 0
    }

    /// Adds the entry's share to the counters.
    mutating func count(_ reference: EntryReference) { adjustCounters(for: reference, by: 1) }

    /// Takes the entry's share from the counters, before it changes or goes.
    mutating func uncount(_ reference: EntryReference) { adjustCounters(for: reference, by: -1) }

    private mutating func adjustCounters(for reference: EntryReference, by sign: Int) {
        let entry = arena.entry(at: reference)
        if entry.isTombstone {
            counters.tombstoneCount += sign
            counters.tombstoneByteCount += sign * arena.placeByteCount(of: reference)
        } else if entry.isCompressed {
            counters.compressionSavedByteCount +=
                sign * (entry.uncompressedByteCount - entry.storedByteCount)
        }
    }

    /// Adds what the shard holds and has done to `total`.
    func addStatistics(to total: inout StoreStatistics) {
        total.liveEntryCount += liveEntryCount
        total.tombstoneCount += counters.tombstoneCount
        total.arenaByteCount += arena.byteCount
        total.indexByteCount += index.byteCount
        total.hitCount += counters.hitCount
        total.missCount += counters.missCount
        total.evictionCount += counters.evictionCount
        total.evictedTombstoneCount += counters.evictedTombstoneCount
        total.expirationCount += counters.expirationCount
        total.compressionSavedByteCount += counters.compressionSavedByteCount
    }
}
