import GridDeterminism
import Testing

@Suite("Stable hash")
struct StableHashTests {
    @Test("Hashes are the published FNV-1a values through the finaliser")
    func goldenValues() {
        let bytes = Array("foobar".utf8)
        var ofBytes = StableHash()
        var ofText = StableHash()
        var ofInteger = StableHash()

        ofBytes.combine(bytes.span)
        ofText.combine("node-1")
        ofInteger.combine(UInt64(1))

        #expect(StableHash().value == 0xF52A_15E9_A9B5_E89B)
        #expect(ofBytes.value == StableHash.mix(0x8594_4171_F739_67E8))
        #expect(ofBytes.value == 0x404D_A9E3_B740_78C2)
        #expect(ofText.value == 0xB428_2436_0E18_DC8F)
        #expect(ofInteger.value == 0xB5D1_F074_CF59_8129)
    }

    @Test("Adjacent texts do not run together")
    func adjacentTexts() {
        var left = StableHash()
        var right = StableHash()

        left.combine("ab")
        left.combine("c")
        right.combine("a")
        right.combine("bc")

        #expect(left.value != right.value)
    }

    @Test("An integer hashes as its eight bytes, most significant first")
    func integerBytes() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        var ofInteger = StableHash()
        var ofBytes = StableHash()

        ofInteger.combine(UInt64(0x0102_0304_0506_0708))
        ofBytes.combine(bytes.span)

        #expect(ofInteger.value == ofBytes.value)
    }

    @Test("Every input bit changes about half of the output bits")
    func avalanche() {
        for bit in UInt64(0)..<64 {
            var flipped = 0
            for word in UInt64(0)..<64 {
                let input = word &* 0x9E37_79B9_7F4A_7C15
                flipped += (StableHash.mix(input) ^ StableHash.mix(input ^ 1 << bit)).nonzeroBitCount
            }
            #expect((24 * 64...40 * 64).contains(flipped), "bit \(bit)")
        }
    }
}
