/// The CRC-16/XMODEM checksum: polynomial 0x1021, initial value 0, no reflection.
enum CRC16 {
    /// The checksum of `bytes[range]`.
    ///
    /// - Complexity: O(n).
    static func checksum(of bytes: Span<UInt8>, in range: Range<Int>) -> UInt16 {
        var checksum: UInt16 = 0
        for index in range {
            let position = Int(UInt8(truncatingIfNeeded: checksum >> 8) ^ bytes[index])
            checksum = checksum << 8 ^ table[position]
        }
        return checksum
    }

    /// What each possible leading byte adds.
    private static let table: InlineArray<256, UInt16> = InlineArray { index in
        var remainder = UInt16(index) << 8
        for _ in 0..<8 {
            remainder = remainder & 0x8000 == 0 ? remainder << 1 : remainder << 1 ^ 0x1021
        }
        return remainder
    }
}
