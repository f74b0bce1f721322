private import GridDeterminism

/// The keyed hash of the index: SipHash with one compression and three finalisation rounds.
///
/// Clients choose keys, so the hash must be one whose collisions cannot be found without the seed. It is never
/// sent and decides nothing that other nodes see.
///
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (INDOCRYPT 2012).
struct KeyHasher: Sendable {
    private let initial: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        let first = StableHash.mix(seed)
        let second = StableHash.mix(seed ^ 0x5851_F42D_4C95_7F2D)
        initial = (
            first ^ 0x736F_6D65_7073_6575, second ^ 0x646F_7261_6E64_6F6D,
            first ^ 0x6C79_6765_6E65_7261, second ^ 0x7465_6462_7974_6573
        )
    }

    /// The hash of `bytes`.
    ///
    /// - Complexity: O(n).
    @inline(__always)
    func hash(_ bytes: Span<UInt8>) -> UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in
            var state = State(initial)
            var offset = 0
            while offset + 8 <= buffer.count {
                // Eight bytes are left at `offset`.
                state.compress(
                    UInt64(littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                )
                offset += 8
            }
            var last = UInt64(truncatingIfNeeded: buffer.count) << 56
            var shift: UInt64 = 0
            while offset < buffer.count {
                last |= UInt64(unsafe buffer[offset]) << shift
                shift += 8
                offset += 1
            }
            state.compress(last)
            return state.finish()
        }
    }

    private struct State {
        var a, b, c, d: UInt64

        @inline(__always)
        init(_ initial: (UInt64, UInt64, UInt64, UInt64)) {
            (a, b, c, d) = initial
        }

        @inline(__always)
        mutating func compress(_ word: UInt64) {
            d ^= word
            round()
            a ^= word
        }

        @inline(__always)
        mutating func finish() -> UInt64 {
            c ^= 0xFF
            round()
            round()
            round()
            return a ^ b ^ c ^ d
        }

        @inline(__always)
        private mutating func round() {
            a &+= b
            b = b &<< 13 | b &>> 51
            b ^= a
            a = a &<< 32 | a &>> 32
            c &+= d
            d = d &<< 16 | d &>> 48
            d ^= c
            a &+= d
            d = d &<< 21 | d &>> 43
            d ^= a
            c &+= b
            b = b &<< 17 | b &>> 47
            b ^= c
            c = c &<< 32 | c &>> 32
        }
    }
}
