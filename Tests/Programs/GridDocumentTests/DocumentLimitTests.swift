import GridDocument
import Testing

@Suite("Document limits")
struct DocumentLimitTests {
    @Test("Sixty-four levels are read and one more is refused", arguments: [("[", "]"), ("{a: ", "}")])
    func depth(open: String, close: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }

        #expect(problems(of: nested(64)) == [])
        let refusals = problems(of: nested(65))
        #expect(refusals.count == 1)
        #expect(refusals[0].hasPrefix("a.yaml:1:\(64 * open.count + 1): "))
        #expect(refusals[0].hasSuffix(": lists and maps are nested deeper than 64 levels"))
    }

    @Test("The deepest block of lists is bounded as well")
    func blockDepth() {
        let levels = String(repeating: "- ", count: 65) + "1\n"

        #expect(problems(of: levels).first?.hasSuffix("nested deeper than 64 levels") == true)
    }

    @Test("A hundred thousand values are read and one more is refused")
    func nodeCount() {
        let most = "[" + String(repeating: "1,", count: 99_999) + "]"
        let more = "[" + String(repeating: "1,", count: 100_000) + "]"

        #expect(problems(of: most) == [])
        #expect(problems(of: more) == ["a.yaml:1:200000: [99999]: the file has more than 100000 values"])
    }

    @Test("A mebibyte is read and one byte more is refused")
    func fileSize() {
        let most = "a: " + String(repeating: "x", count: (1 << 20) - 3)

        #expect(problems(of: most) == [])
        #expect(
            problems(of: most + "x") == ["a.yaml: the file has 1048577 bytes, at most 1048576 are allowed"])
    }

    @Test("A report lists a hundred problems and counts the others")
    func report() {
        let sink = DocumentProblemSink()
        let text = String(repeating: "a: 1\n", count: 151)
        _ = DocumentReader.read(Array(text.utf8), fileName: "a.yaml", problems: sink)

        let lines = DocumentProblems(sink.problems).description.split(separator: "\n")

        #expect(lines.count == 101)
        #expect(lines[99] == "a.yaml:101:1: duplicate key 'a', first set on line 1")
        #expect(lines[100] == "and 50 more problems")
    }

    @Test(
        "A mebibyte of the same few letters is answered",
        .timeLimit(.minutes(1)),
        arguments: [
            "[", "{a: ", "- ", "? ", "[[],", "&a ", "\"", "a\n", "[a,", "|\n ", "\t", "\\ud83d\\ude00",
            "{\"a\":1},", "- a: ",
        ])
    func hostile(unit: String) {
        let text = String(repeating: unit, count: DocumentLimits.fileSizeInBytes / unit.utf8.count)

        // Which answer is not the point; that there is one, soon, is.
        _ = problems(of: text)
    }
}
