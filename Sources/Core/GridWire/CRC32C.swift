/// The CRC-32C checksum: Castagnoli polynomial 0x1EDC6F41, reflected, initial value and final mask all ones.
///
/// Eight bytes a step with eight tables, in plain Swift, so that every platform agrees.
///
/// Source: RFC 3720, appendix B.4; Kounavis and Berry, "A Systematic Approach to Building High Performance
/// Software-based CRC Generators" (2005).
package struct CRC32C: Sendable {
    private var remainder: UInt32 = .max

    package init() {}

    /// The checksum of everything combined so far.
    package var value: UInt32 { ~remainder }

    /// Combines `bytes`.
    ///
    /// - Complexity: O(n).
    package mutating func combine(_ bytes: Span<UInt8>) {
        var current = remainder
        var index = 0
        let tables = Self.tables
        while index + 8 <= bytes.count {
            let low = current ^ Self.littleEndianWord(of: bytes, at: index)
            let high = Self.littleEndianWord(of: bytes, at: index + 4)
            current =
                tables[7 << 8 | Int(low & 0xFF)] ^ tables[6 << 8 | Int(low >> 8 & 0xFF)]
                ^ tables[5 << 8 | Int(low >> 16 & 0xFF)] ^ tables[4 << 8 | Int(low >> 24)]
            current ^=
                tables[3 << 8 | Int(high & 0xFF)] ^ tables[2 << 8 | Int(high >> 8 & 0xFF)]
                ^ tables[1 << 8 | Int(high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
            index += 8
        }
        while index < bytes.count {
            current = current >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: current) ^ bytes[index])]
            index += 1
        }
        remainder = current
    }

    private static func littleEndianWord(of bytes: Span<UInt8>, at index: Int) -> UInt32 {
        UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
            | UInt32(bytes[index + 3]) << 24
    }

    /// Eight tables of 256 words: entry `[k][b]` is what byte `b` adds when `k` zero bytes follow it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0x82F6_3B78 }
            tables[byte] = remainder
        }
        for position in 256..<tables.count {
            let shorter = tables[position - 256]
            tables[position] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
        }
        return tables
    }()
}
