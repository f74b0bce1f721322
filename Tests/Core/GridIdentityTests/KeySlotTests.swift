import GridIdentity
import Testing

@Suite("Key slots")
struct KeySlotTests {
    static func slot(of key: String) -> UInt16 {
        let bytes = Array(key.utf8)
        return KeySlot(of: bytes.span).index
    }

    @Test(
        "A slot is the CRC-16/XMODEM of the key modulo 16,384",
        arguments: [
            ("123456789", 0x31C3), ("foo", 12_182), ("bar", 5_061), ("hello", 866), ("somekey", 11_058),
            ("user1000", 3_443), ("", 0),
        ])
    func knownValues(key: String, expected: UInt16) {
        #expect(Self.slot(of: key) == expected)
    }

    @Test(
        "Only the first tag decides, when it is not empty",
        arguments: [
            ("{user1000}.following", "user1000"), ("{user1000}.followers", "user1000"),
            ("foo{bar}{zap}", "bar"), ("foo{{bar}}zap", "{bar"), ("a}{b}", "b"), ("{a}", "a"),
        ])
    func tags(key: String, tag: String) {
        #expect(Self.slot(of: key) == Self.slot(of: tag))
    }

    @Test(
        "Without a closed tag that holds a byte, the whole key decides",
        arguments: [
            ("foo{}{bar}", 8_363), ("{}", 15_257), ("{", 4_092), ("{a", 10_276), ("{bar", 4_015),
        ])
    func noTag(key: String, expected: UInt16) {
        #expect(Self.slot(of: key) == expected)
    }

    @Test("The slots of many keys are spread evenly")
    func spread() {
        var counts = [Int](repeating: 0, count: 16)
        for number in 0..<16_000 { counts[Int(Self.slot(of: "key:\(number)")) / 1_024] += 1 }

        #expect(counts.allSatisfy { (800...1_200).contains($0) })
    }

    @Test("An index of 16,384 is a programmer error")
    func indexOutOfRange() async {
        #expect(KeySlot(index: 16_383).index == 16_383)
        await #expect(processExitsWith: .failure) { _ = KeySlot(index: 16_384) }
    }
}
