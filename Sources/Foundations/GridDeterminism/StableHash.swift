/// A 64-bit hash that is the same in every process and on every platform, for ever.
///
/// It places virtual nodes on the ring and fingerprints views, so its values are part of the protocol: changing
/// it changes who owns what. It is not seeded and does not resist deliberate collisions; the store's index uses
/// a hash of its own.
///
/// The bytes go through FNV-1a; the result through the finaliser of SplitMix64, which spreads nearby inputs.
///
/// Source: Fowler, Noll, Vo, "The FNV Non-Cryptographic Hash Algorithm" (RFC 9923).
@usableFromInline
package struct StableHash: Sendable {
    @usableFromInline
    var state: UInt64 = 0xCBF2_9CE4_8422_2325

    @inlinable
    package init() {}

    @inlinable
    package mutating func combine(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Combines the eight bytes of `value`, most significant first.
    @inlinable
    package mutating func combine(_ value: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            combine(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }

    @inlinable
    package mutating func combine(_ bytes: Span<UInt8>) {
        for index in bytes.indices { combine(bytes[index]) }
    }

    /// Combines the UTF-8 bytes of `text` and then their count, so that adjacent texts do not run together.
    @inlinable
    package mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte) }
        combine(UInt64(text.utf8.count))
    }

    /// The hash of everything combined so far.
    @inlinable
    package var value: UInt64 { Self.mix(state) }

    /// A bijection of 64-bit words in which every input bit flips half of the output bits.
    @inlinable
    package static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
