import GridDeterminism
import GridDocument
import Testing

@Suite("Document robustness", .timeLimit(.minutes(1)))
struct DocumentRobustnessTests {
    private static let yaml = Array(
        """
        # a file with every construct
        cluster: {name: "é \\ud83d\\ude00", seeds: [a:1, 'b:2']}
        memory:
          limit: 64MiB
          - wrong
        list:
        - a: &x 1
          b: *x
        - |
          text
        - >-
          folded
        ? [key]
        : !!int value
        ---
        ...
        """.utf8)

    private static let json = Array(
        "{\"a\": [1, true, null, {\"b\": \"\\uD83D\\uDE00\\n\\u00e9\\/\"}],\n\t\"c\": -1.5e3, \"d\": {}}".utf8
    )

    /// Reads `bytes` and every value in them as every kind.
    private func exercise(_ bytes: [UInt8]) {
        let sink = DocumentProblemSink()
        let node = DocumentReader.read(bytes, fileName: "a.yaml", problems: sink)
        #expect(node != nil || !sink.isEmpty)
        guard let node else { return }
        let reader = DocumentMapReader(node, fileName: "a.yaml", problems: sink)
        for key in reader.keys {
            _ = reader.text(key)
            _ = reader.integer(key, in: 0...9)
            _ = reader.duration(key)
            _ = reader.byteCount(key)
            _ = reader.fraction(key)
            _ = reader.addresses(key)
            _ = reader.map(key).keys
            _ = reader.maps(key)
        }
        reader.finish()
        for problem in sink.problems { #expect(!problem.description.isEmpty) }
    }

    @Test("A file cut at any length is answered", arguments: [yaml, json])
    func truncation(bytes: [UInt8]) {
        for count in 0...bytes.count { exercise(Array(bytes.prefix(count))) }
    }

    @Test("A proper beginning of a JSON map never passes for the whole")
    func truncatedJSON() {
        for count in 1..<Self.json.count {
            #expect(problems(of: Array(Self.json.prefix(count))).count == 1, "\(count)")
        }
        #expect(problems(of: Self.json) == [])
    }

    @Test("A file with any bit flipped is answered", arguments: [yaml, json])
    func bitFlips(bytes: [UInt8]) {
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                exercise(flipped)
            }
        }
    }

    @Test("Random bytes are answered", arguments: [1, 2, 3, 4] as [UInt64])
    func randomBytes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            exercise((0..<random.next(below: 64)).map { _ in UInt8(random.next(below: 256)) })
        }
    }

    @Test(
        "Random sequences of the letters that mean something are answered",
        arguments: [5, 6, 7, 8] as [UInt64])
    func randomLetters(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let letters = Array("[]{}:,-?&*!|>'\"%@`#\\ \n\n\tau0d8e5ms.\u{E9}".utf8) + [0, 0xFF, 0xEE, 0x85]
        for _ in 0..<5_000 {
            exercise((0..<random.next(below: 48)).map { _ in letters[random.next(below: letters.count)] })
        }
    }
}
