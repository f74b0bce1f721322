import GridCollections
import Testing

@Suite("Bytes in arrays and spans")
struct ArraySpanTests {
    @Test("An array copies the bytes of a span", arguments: [[], [7], [1, 2, 3, 255, 0]] as [[UInt8]])
    func copying(bytes: [UInt8]) {
        let copy = [UInt8](copying: bytes.span)

        #expect(copy == bytes)
    }

    @Test("Appending copies behind what is there, a part of a span too")
    func appending() {
        let source: [UInt8] = [1, 2, 3, 4]
        var target: [UInt8] = [9]

        target.append(copying: source.span.extracting(1..<3))
        target.append(copying: source.span.extracting(0..<0))

        #expect(target == [9, 2, 3])
    }

    @Test(
        "Spans are equal when their counts and all their bytes are",
        arguments: [
            ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([0, 2], [1, 2], false),
            ([1, 2], [1, 2, 3], false), ([], [0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func equality(left: [UInt8], right: [UInt8], expected: Bool) {
        let isEqual = hasEqualBytes(left.span, right.span)

        #expect(isEqual == expected)
    }
}
