import GridDeterminism
import GridWire
import Testing

@Suite("CRC-32C")
struct CRC32CTests {
    @Test(
        "Checksums are those of RFC 3720 and of the check string",
        arguments: [
            (Array("123456789".utf8), 0xE306_9283), ([], 0), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
        ] as [([UInt8], UInt32)])
    func knownValues(bytes: [UInt8], expected: UInt32) {
        var checksum = CRC32C()

        checksum.combine(bytes.span)

        #expect(checksum.value == expected)
    }

    @Test("The pieces in which bytes arrive do not matter", arguments: [UInt64(1), 2])
    func pieces(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<100).map { _ in UInt8(random.next(below: 256)) }
        var whole = CRC32C()
        whole.combine(bytes.span)

        for cut in 0...bytes.count {
            var pieces = CRC32C()
            pieces.combine(bytes.span.extracting(0..<cut))
            pieces.combine(bytes.span.extracting(cut..<bytes.count))
            #expect(pieces.value == whole.value)
        }
    }
}
