internal import GridDeterminism
internal import GridVersioning

/// One entry in the memory of an arena, as a view: copying it copies the view.
///
///     offset  bytes
///          0      8   hybrid timestamp
///          8      8   expiry in milliseconds (upper 48 bits, all ones: never), key length (lower 16)
///         16      4   origin
///         20      4   stored value length
///         24      1   flags: occupied, tombstone, compressed
///         25      1   frequency, 0...3
///         26      2   slot
///         28      k   key
///       28+k      4   uncompressed length, only when compressed
///                 v   value as stored
///
/// A free place keeps the number of the next free one in its first two bytes. Integers are in machine order.
@safe struct Entry {
    static let headerByteCount = 28
    static let highestFrequency: UInt8 = 3

    private static let occupiedFlag: UInt8 = 1
    private static let tombstoneFlag: UInt8 = 2
    private static let compressedFlag: UInt8 = 4
    private static let never: UInt64 = (1 << 48) - 1

    // Memory safety: `base` points to a place in an arena, 16-byte aligned and large enough for the entry whose
    // lengths it names. The arena outlives the view, because both are used within one critical section of the shard.
    private let base: UnsafeMutableRawPointer

    init(at base: UnsafeMutableRawPointer) {
        unsafe self.base = unsafe base
    }

    /// The bytes that an entry takes before rounding.
    static func byteCount(keyByteCount: Int, storedByteCount: Int, encoding: EntryMetadata.Encoding) -> Int {
        let lengthByteCount = encoding == .raw ? 0 : 4
        return headerByteCount + keyByteCount + lengthByteCount + storedByteCount
    }

    var timestamp: UInt64 { unsafe base.load(as: UInt64.self) }
    var origin: UInt32 { unsafe base.load(fromByteOffset: 16, as: UInt32.self) }
    var storedByteCount: Int { Int(unsafe base.load(fromByteOffset: 20, as: UInt32.self)) }
    var slotIndex: UInt16 { unsafe base.load(fromByteOffset: 26, as: UInt16.self) }
    var keyByteCount: Int { Int(expiryAndKeyLength & 0xFFFF) }
    var isOccupied: Bool { flags & Self.occupiedFlag != 0 }
    var isTombstone: Bool { flags & Self.tombstoneFlag != 0 }
    var isCompressed: Bool { flags & Self.compressedFlag != 0 }

    /// How often the entry was read lately; the eviction counts it down.
    var frequency: UInt8 {
        get { unsafe base.load(fromByteOffset: 25, as: UInt8.self) }
        nonmutating set { unsafe base.storeBytes(of: newValue, toByteOffset: 25, as: UInt8.self) }
    }

    /// The bytes in use, before rounding.
    var byteCount: Int { valueOffset + storedByteCount }

    /// The number of the next free place, while this one is free.
    var nextFree: UInt16 {
        get { unsafe base.load(as: UInt16.self) }
        nonmutating set { unsafe base.storeBytes(of: newValue, as: UInt16.self) }
    }

    var version: Version {
        Version(timestamp: HybridTimestamp(packed: timestamp), origin: OriginTag(rawValue: origin))
    }

    /// The size of the value when it is not compressed.
    var uncompressedByteCount: Int {
        guard isCompressed else { return storedByteCount }
        // A compressed entry has four bytes of length behind its key.
        return Int(
            unsafe base.loadUnaligned(fromByteOffset: Self.headerByteCount + keyByteCount, as: UInt32.self))
    }

    var metadata: EntryMetadata {
        guard !isTombstone else { return .tombstone(version: version) }
        return EntryMetadata(
            version: version, expiry: WallTime(milliseconds: expiryMilliseconds),
            encoding: isCompressed ? .lz4(uncompressedByteCount: uncompressedByteCount) : .raw)
    }

    /// Whether the entry is past its expiry.
    func isExpired(at now: WallTime) -> Bool {
        expiryMilliseconds != Self.never && expiryMilliseconds <= now.milliseconds
    }

    /// Whether the entry may be served.
    func isLive(at now: WallTime) -> Bool {
        !isTombstone && (!isExpired(at: now) || PlantedDefect.servedAfterExpiry.isPlanted)
    }

    /// The key; valid while the shard is locked and the entry in place.
    var keyBytes: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: (base + Self.headerByteCount).assumingMemoryBound(to: UInt8.self), count: keyByteCount)
    }

    /// The value as stored; valid while the shard is locked and the entry in place.
    var storedBytes: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: (base + valueOffset).assumingMemoryBound(to: UInt8.self), count: storedByteCount)
    }

    /// Whether the entry's key is `key`.
    @inline(__always)
    func hasKey(_ key: Span<UInt8>) -> Bool {
        guard key.count == keyByteCount else { return false }
        // Both hold `key.count` bytes; the words are read unaligned.
        return unsafe key.withUnsafeBytes { bytes in
            let own = unsafe base + Self.headerByteCount
            var offset = 0
            while offset + 8 <= bytes.count {
                let left = unsafe own.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let right = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                guard left == right else { return false }
                offset += 8
            }
            while offset < bytes.count {
                guard unsafe own.load(fromByteOffset: offset, as: UInt8.self) == bytes[offset] else {
                    return false
                }
                offset += 1
            }
            return true
        }
    }

    /// Fills a place that is large enough.
    func write(
        key: Span<UInt8>, slotIndex: UInt16, metadata: EntryMetadata, stored: Span<UInt8>, frequency: UInt8
    ) {
        var flags = Self.occupiedFlag
        if metadata.isTombstone { flags |= Self.tombstoneFlag }
        if metadata.encoding != .raw { flags |= Self.compressedFlag }
        // The caller allocated `byteCount(keyByteCount:storedByteCount:encoding:)` bytes.
        unsafe base.storeBytes(of: UInt32(stored.count), toByteOffset: 20, as: UInt32.self)
        unsafe base.storeBytes(of: flags, toByteOffset: 24, as: UInt8.self)
        unsafe base.storeBytes(of: slotIndex, toByteOffset: 26, as: UInt16.self)
        self.frequency = frequency
        writeVersion(metadata.version, expiry: metadata.expiry, keyByteCount: key.count)
        unsafe copy(key, toByteOffset: Self.headerByteCount)
        if case .lz4(let uncompressedByteCount) = metadata.encoding {
            unsafe base.storeBytes(
                of: UInt32(uncompressedByteCount), toByteOffset: Self.headerByteCount + key.count,
                as: UInt32.self)
        }
        unsafe copy(stored, toByteOffset: valueOffset)
    }

    /// Gives the entry a new version and expiry, and leaves its bytes.
    func writeVersion(_ version: Version, expiry: WallTime?) {
        writeVersion(version, expiry: expiry, keyByteCount: keyByteCount)
    }

    /// Drops the value and the expiry, and keeps the version.
    func becomeTombstone() {
        unsafe base.storeBytes(of: UInt32(0), toByteOffset: 20, as: UInt32.self)
        let flags = Self.occupiedFlag | Self.tombstoneFlag
        unsafe base.storeBytes(of: flags, toByteOffset: 24, as: UInt8.self)
        writeVersion(version, expiry: nil, keyByteCount: keyByteCount)
    }

    /// Marks the place as free.
    func becomeFree() {
        unsafe base.storeBytes(of: UInt8(0), toByteOffset: 24, as: UInt8.self)
    }

    /// Copies the entry to another place of the same size.
    func move(to other: Entry) {
        // The places are distinct and both at least `byteCount` long.
        unsafe other.base.copyMemory(from: base, byteCount: byteCount)
    }

    private var flags: UInt8 { unsafe base.load(fromByteOffset: 24, as: UInt8.self) }

    private var expiryAndKeyLength: UInt64 { unsafe base.load(fromByteOffset: 8, as: UInt64.self) }

    private var expiryMilliseconds: UInt64 { expiryAndKeyLength >> 16 }

    private var valueOffset: Int { Self.headerByteCount + keyByteCount + (isCompressed ? 4 : 0) }

    private func writeVersion(_ version: Version, expiry: WallTime?, keyByteCount: Int) {
        let milliseconds = expiry?.milliseconds ?? Self.never
        unsafe base.storeBytes(of: version.timestamp.packed, as: UInt64.self)
        unsafe base.storeBytes(
            of: milliseconds << 16 | UInt64(keyByteCount), toByteOffset: 8, as: UInt64.self)
        unsafe base.storeBytes(of: version.origin.rawValue, toByteOffset: 16, as: UInt32.self)
    }

    @unsafe private func copy(_ bytes: Span<UInt8>, toByteOffset offset: Int) {
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + offset).copyMemory(from: start, byteCount: source.count)
        }
    }
}
