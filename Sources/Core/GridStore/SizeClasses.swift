/// Which slot sizes entries are rounded up to, in granules of 16 bytes.
///
/// Up to 64 granules (1 KiB) every granule count is a class of its own; above, each doubling is cut into sixteen
/// classes, so rounding wastes 3 % on average. A class is named by a small integer, growing with the size.
struct SizeClasses {
    static let granuleByteCount = 16

    /// The largest class; larger entries are allocated on their own.
    let largest: Int

    init(largestSlotByteCount: Int) {
        largest = Self.sizeClass(forGranules: largestSlotByteCount / Self.granuleByteCount)
    }

    /// The class of an entry of `byteCount` bytes, or `nil` when it is allocated on its own.
    func sizeClass(forByteCount byteCount: Int) -> Int? {
        let sizeClass = Self.sizeClass(forGranules: Self.granules(forByteCount: byteCount))
        return sizeClass <= largest ? sizeClass : nil
    }

    static func granules(forByteCount byteCount: Int) -> Int {
        (byteCount + granuleByteCount - 1) / granuleByteCount
    }

    static func sizeClass(forGranules granules: Int) -> Int {
        guard granules > 64 else { return granules }
        let exponent = Int.bitWidth - 1 - (granules - 1).leadingZeroBitCount
        let step = 1 << (exponent - 4)
        return 64 + (exponent - 6) * 16 + (granules - 1 << exponent + step - 1) / step
    }

    /// The slot size of a class.
    static func granules(ofClass sizeClass: Int) -> Int {
        guard sizeClass > 64 else { return sizeClass }
        let exponent = 6 + (sizeClass - 65) / 16
        let step = 1 << (exponent - 4)
        return 1 << exponent + ((sizeClass - 65) % 16 + 1) * step
    }
}
