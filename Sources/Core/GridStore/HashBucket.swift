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

    /// The lanes whose tag is `tag` in the bits of `mask`, by two comparisons of eight bytes.
    @inline(__always)
    func lanes(matching tag: UInt8, mask: UInt8 = 0xFF) -> MatchingLanes {
        // Both words are within the bucket; the first four bytes of the first are not tags.
        let first = UInt64(littleEndian: unsafe base.load(as: UInt64.self)) >> 32
        let rest = UInt64(littleEndian: unsafe base.load(fromByteOffset: 8, as: UInt64.self))
        let low = first | rest << 32
        let high = rest >> 32
        return MatchingLanes(
            low: Self.equalBytes(low, tag, mask), high: Self.equalBytes(high, tag, mask), count: count)
    }

    /// The highest bit of every byte of `word` that equals `tag` in the bits of `mask`.
    ///
    /// Exact for every byte: the sum cannot carry into the next. Source: Warren, "Hacker's Delight", section 6-1.
    @inline(__always)
    private static func equalBytes(_ word: UInt64, _ tag: UInt8, _ mask: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = (word ^ (ones &* UInt64(tag))) & (ones &* UInt64(mask))
        return ~(((difference & lowBits) &+ lowBits) | difference | lowBits)
    }
}

/// The lanes of a bucket that matched, in order.
struct MatchingLanes {
    /// The highest bit of every byte whose lane matched: lanes 0...7, then 8...11.
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
            lane = low.trailingZeroBitCount >> 3
            low &= low &- 1
        } else if high != 0 {
            lane = 8 + high.trailingZeroBitCount >> 3
            high &= high &- 1
        } else {
            return nil
        }
        // Tags behind the used lanes are left over from earlier entries.
        return lane < count ? lane : nil
    }
}
