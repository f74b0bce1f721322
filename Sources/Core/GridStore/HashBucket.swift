/// One cache line of the index, as a view: up to twelve references, each with a tag byte.
///
///     offset  bytes
///          0      4   bit 1: has an overflow bucket; bits 2...5: how many lanes are used; the rest is kept zero
///                     for a lock bit and a change count, with which readers could go without the shard's lock
///          4     12   tags
///         16     48   references; with an overflow bucket the last is its number
///
/// Used lanes have no gaps between them.
@safe struct HashBucket {
    static let byteCount = 64
    static let laneCount = 12

    private static let overflowBit: UInt32 = 2
    private static let countUnit: UInt32 = 4

    // Points to 64 bytes of a page of the index, 64-byte aligned. The index outlives the view, because both are
    // used within one critical section of the shard.
    private let base: UnsafeMutableRawPointer

    init(at base: UnsafeMutableRawPointer) {
        unsafe self.base = unsafe base
    }

    private var word: UInt32 {
        get { unsafe base.load(as: UInt32.self) }
        nonmutating set { unsafe base.storeBytes(of: newValue, as: UInt32.self) }
    }

    var count: Int { Int(word >> 2 & 15) }

    var hasOverflow: Bool { word & Self.overflowBit != 0 }

    var capacity: Int { hasOverflow ? Self.laneCount - 1 : Self.laneCount }

    /// The number of the overflow bucket; assigning one sets the bit too.
    var overflowNumber: Int {
        get { Int(unsafe base.load(fromByteOffset: 60, as: UInt32.self)) }
        nonmutating set {
            precondition(count < Self.laneCount, "the last lane is in use")
            unsafe base.storeBytes(of: UInt32(newValue), toByteOffset: 60, as: UInt32.self)
            word |= Self.overflowBit
        }
    }

    func removeOverflow() { word &= ~Self.overflowBit }

    /// Makes the bucket empty.
    func clear() { word = 0 }

    @inline(__always)
    func reference(at lane: Int) -> EntryReference {
        // Lanes are 0..<12, and the caller asks for used ones.
        unsafe base.load(fromByteOffset: 16 + lane * 4, as: EntryReference.self)
    }

    func tag(at lane: Int) -> UInt8 {
        // As in `reference(at:)`.
        unsafe base.load(fromByteOffset: 4 + lane, as: UInt8.self)
    }

    func replace(at lane: Int, with reference: EntryReference) {
        precondition(lane < count, "lane \(lane) of \(count)")
        unsafe base.storeBytes(of: reference, toByteOffset: 16 + lane * 4, as: EntryReference.self)
    }

    func replace(at lane: Int, with reference: EntryReference, tag: UInt8) {
        replace(at: lane, with: reference)
        unsafe base.storeBytes(of: tag, toByteOffset: 4 + lane, as: UInt8.self)
    }

    /// Adds a reference behind the used lanes.
    ///
    /// - Precondition: a lane is free.
    func append(_ reference: EntryReference, tag: UInt8) {
        precondition(count < capacity, "the bucket is full")
        word += Self.countUnit
        replace(at: count - 1, with: reference, tag: tag)
    }

    func removeLast() {
        precondition(count > 0, "the bucket is empty")
        word -= Self.countUnit
    }

    /// Copies the whole bucket.
    func copy(to other: HashBucket) {
        // Both are whole buckets.
        unsafe other.base.copyMemory(from: base, byteCount: Self.byteCount)
    }

    /// The lanes whose tag is `tag` in the bits of `mask`, by one comparison of sixteen bytes.
    @inline(__always)
    func lanes(matching tag: UInt8, mask: UInt8 = 0xFF) -> MatchingLanes {
        let tags = unsafe base.load(as: SIMD16<UInt8>.self)
        let matches = (tags & SIMD16(repeating: mask)) .== SIMD16(repeating: tag)
        // A mask vector is sixteen bytes of zeros or ones.
        let words = unsafe unsafeBitCast(matches, to: SIMD2<UInt64>.self)
        return MatchingLanes(low: words[0] & 0xFFFF_FFFF_0000_0000, high: words[1], count: count)
    }
}

/// The lanes of a bucket that matched, in order.
struct MatchingLanes {
    /// Bytes of ones where a tag matched; the first four bytes are not tags.
    private var low: UInt64
    private var high: UInt64
    private let count: Int

    @inline(__always)
    init(low: UInt64, high: UInt64, count: Int) {
        self.low = low
        self.high = high
        self.count = count
    }

    @inline(__always)
    mutating func next() -> Int? {
        let lane: Int
        if low != 0 {
            let byte = low.trailingZeroBitCount >> 3
            low &= ~(0xFF &<< UInt64(truncatingIfNeeded: byte &* 8))
            lane = byte - 4
        } else if high != 0 {
            let byte = high.trailingZeroBitCount >> 3
            high &= ~(0xFF &<< UInt64(truncatingIfNeeded: byte &* 8))
            lane = byte + 4
        } else {
            return nil
        }
        // Tags behind the used lanes are left over from earlier entries.
        return lane < count ? lane : nil
    }
}
