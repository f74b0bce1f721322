import GridDocument
import Testing

@Suite("Document reader")
struct DocumentReaderTests {
    @Test("An empty file is an empty map", arguments: ["", "\n\n", "# only a comment\n", "---\n", "{}", "\u{FEFF}"])
    func empty(text: String) throws {
        let node = try DocumentReader.read(Array(text.utf8), fileName: "a.yaml")

        #expect(node.content == .map([]))
    }
}
