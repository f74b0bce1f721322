import GridDocument
import Testing

@Suite("Document reader")
struct DocumentReaderTests {
    @Test(
        "An empty file is an empty map", arguments: ["", "\n\n", "# a comment\n", "---\n", "{}", "\u{FEFF}"])
    func empty(text: String) throws {
        #expect(try DocumentReader.read(Array(text.utf8), fileName: "a.yaml").content == .map([]))
    }

    @Test("Every key and every value knows its line and column")
    func positions() throws {
        let text = "# settings\nport: 7946\ncluster:\n  seeds:\n    - \"é:1\"\n    - 'b:2'\n"

        let node = try DocumentReader.read(Array(text.utf8), fileName: "a.yaml")

        func at(_ line: Int, _ column: Int) -> DocumentPosition {
            DocumentPosition(line: line, column: column)
        }
        let seeds = [
            DocumentNode(.scalar("é:1", isQuoted: true), at: at(5, 7)),
            DocumentNode(.scalar("b:2", isQuoted: true), at: at(6, 7)),
        ]
        let cluster = DocumentField(
            key: "seeds", keyPosition: at(4, 3), value: DocumentNode(.list(seeds), at: at(5, 5)))
        let root = [
            DocumentField(
                key: "port", keyPosition: at(2, 1),
                value: DocumentNode(.scalar("7946", isQuoted: false), at: at(2, 7))),
            DocumentField(
                key: "cluster", keyPosition: at(3, 1), value: DocumentNode(.map([cluster]), at: at(4, 3))),
        ]
        #expect(node == DocumentNode(.map(root), at: at(2, 1)))
    }

    @Test("Columns count characters and a byte order mark is none of them")
    func columns() throws {
        let node = try DocumentReader.read(Array("\u{FEFF}{é: 日本, 😀: 1}".utf8), fileName: "a.yaml")

        guard case .map(let fields) = node.content else { return #expect(Bool(false), "\(node)") }
        #expect(fields.map(\.keyPosition.column) == [2, 9])
        #expect(fields.map(\.value.position.column) == [5, 12])
    }

    @Test("No spelling of a scalar makes it anything but a text")
    func scalars() throws {
        #expect(
            try shape(of: "[no, 010, 1e3, 0x1F, 2001-01-01, true, ~]")
                == "[no, 010, 1e3, 0x1F, 2001-01-01, true, ~]")
    }

    @Test("Quoted, folded and literal texts lose their quotes and keep their lines")
    func styles() throws {
        let text = "a: 'it''s'\nb: \"tab\\tend\"\nc: |\n  one\n  two\nd: >-\n  one\n  two\n"

        #expect(try shape(of: text) == "{a: it's, b: tab\tend, c: one\ntwo\n, d: one two}")
    }

    @Test("Windows line ends count as one")
    func lineEnds() {
        #expect(
            problems(of: "a: 1\r\nb: 2\r\na: 3\r\n") == ["a.yaml:3:1: duplicate key 'a', first set on line 1"]
        )
    }

    @Test("The throwing call gives the first problem of the file")
    func firstProblem() {
        let first = DocumentProblem(
            file: "a.yaml", position: DocumentPosition(line: 2, column: 1), path: "",
            message: "duplicate key 'a', first set on line 1")

        #expect(throws: first) {
            try DocumentReader.read(Array("a: 1\na: 2\nb: &x 3\n".utf8), fileName: "a.yaml")
        }
    }
}
