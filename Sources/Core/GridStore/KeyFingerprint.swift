/// What the index needs to know of a key: its hash, a byte that rejects most others, and its slot.
struct KeyFingerprint {
    let hash: UInt64
    let tag: UInt8
    let slotIndex: UInt16
}

/// How the eight bits of a tag are divided between slot and hash.
///
/// The upper bits, four when the shards leave so many, come from the slot: the enumeration of one slot then skips
/// most entries of the others without touching them. The rest comes from the hash, so that keys of one slot differ.
struct TagLayout: Sendable {
    private let slotShift: UInt16
    private let slotBitShift: UInt16
    /// Which bits of a tag come from the slot.
    let slotMask: UInt8

    init(shardCount: Int) {
        let shardBitCount = shardCount.trailingZeroBitCount
        slotShift = UInt16(shardBitCount)
        let slotBitCount = UInt16(min(4, 14 - shardBitCount))
        slotBitShift = 8 - slotBitCount
        slotMask = ~UInt8(truncatingIfNeeded: 0xFF >> slotBitCount)
    }

    /// The bits of a tag that come from the slot.
    func slotBits(of slotIndex: UInt16) -> UInt8 {
        UInt8(truncatingIfNeeded: (slotIndex &>> slotShift) &<< slotBitShift)
    }

    func tag(hash: UInt64, slotIndex: UInt16) -> UInt8 {
        slotBits(of: slotIndex) | UInt8(truncatingIfNeeded: hash >> 56) & ~slotMask
    }
}
