import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning

/// The wall clock at which most tests begin.
let start = WallTime(milliseconds: 1_000_000_000_000)

func makeStore(
    memoryLimitInBytes: Int = 64 << 20, shardCount: Int = 4, compressionThresholdInBytes: Int? = nil,
    maximumValueByteCount: Int = 16 << 20, tombstoneGracePeriod: Duration = .seconds(3_600),
    hashSeed: UInt64 = 42
) -> ShardedStore {
    ShardedStore(
        StoreConfiguration(
            shardCount: shardCount, memoryLimitInBytes: memoryLimitInBytes,
            compressionThresholdInBytes: compressionThresholdInBytes,
            maximumValueByteCount: maximumValueByteCount, tombstoneGracePeriod: tombstoneGracePeriod,
            hashSeed: hashSeed))
}

func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

/// A version stamped `milliseconds` after ``start``.
func version(_ milliseconds: UInt64, counter: UInt16 = 0, origin: UInt32 = 1) -> Version {
    let wall = WallTime(milliseconds: start.milliseconds + milliseconds)
    return Version(
        timestamp: HybridTimestamp(wall: wall, counter: counter), origin: OriginTag(rawValue: origin))
}

func slot(of key: [UInt8]) -> KeySlot { KeySlot(of: key.span) }

/// `byteCount` bytes that LZ4 cannot shorten, and that tell which key and write they belong to.
func noise(byteCount: Int, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount + 8)
    while bytes.count < byteCount {
        let word = random.next()
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
    }
    bytes.removeLast(bytes.count - byteCount)
    return bytes
}

/// An entry as a test sees it.
struct SeenEntry: Hashable {
    var key: [UInt8]
    var metadata: EntryMetadata
    var stored: [UInt8]
}

extension ShardedStore {
    @discardableResult
    func put(
        _ value: [UInt8], _ key: [UInt8], _ version: Version, expiry: WallTime? = nil,
        at now: WallTime = start
    ) throws(StoreError) -> MergeOutcome {
        try store(value.span, forKey: key.span, in: slot(of: key), version: version, expiry: expiry, at: now)
    }

    @discardableResult
    func merge(
        _ stored: [UInt8], _ key: [UInt8], _ metadata: EntryMetadata, at now: WallTime = start
    ) throws(StoreError) -> MergeOutcome {
        try merge(stored.span, forKey: key.span, in: slot(of: key), metadata: metadata, at: now)
    }

    @discardableResult
    func delete(
        _ key: [UInt8], _ version: Version, at now: WallTime = start
    ) throws(StoreError) -> MergeOutcome {
        try delete(key.span, in: slot(of: key), version: version, at: now)
    }

    func get(_ key: [UInt8], at now: WallTime = start) -> [UInt8]? {
        value(forKey: key.span, in: slot(of: key), at: now)
    }

    func metadata(_ key: [UInt8]) -> EntryMetadata? { metadata(forKey: key.span, in: slot(of: key)) }

    func stored(_ key: [UInt8]) -> SeenEntry? {
        withStoredEntry(forKey: key.span, in: slot(of: key)) { metadata, stored in
            SeenEntry(key: key, metadata: metadata, stored: [UInt8](copying: stored))
        }
    }

    /// The whole slot, in calls that report about `limit` entries each.
    func entries(of slot: KeySlot, limit: Int) -> [SeenEntry] {
        var seen: [SeenEntry] = []
        var cursor: ScanCursor? = .start
        while let position = cursor {
            cursor = scan(slot: slot, from: position, limit: limit) { key, metadata, stored in
                seen.append(
                    SeenEntry(
                        key: [UInt8](copying: key), metadata: metadata, stored: [UInt8](copying: stored)))
            }
        }
        return seen
    }
}

/// A copy of what is borrowed, if anything is.
func copy(_ borrowed: Span<UInt8>?) -> [UInt8]? {
    guard let borrowed else { return nil }
    return [UInt8](copying: borrowed)
}
