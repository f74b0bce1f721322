import GridDocument
import Testing

@Suite("Document value")
struct DocumentValueTests {
    private static let document = DocumentValue.map([
        .init("name", .text("a \"quoted\" name, with a \\ and a\ttab")),
        .init("count", .number(12)),
        .init("is_on", .boolean(true)),
        .init(
            "items",
            .list((0..<40).map { .map([.init("at", .text("\($0)s")), .init("heal", .boolean(true))]) })),
        .init("empty", .list([])),
        .init("nothing", .map([])),
    ])

    @Test("What is written is read back as it was")
    func roundTrip() throws {
        let node = try DocumentReader.read(Array(Self.document.jsonText.utf8), fileName: "a.json")

        #expect(Self.value(of: node) == Self.document)
    }

    @Test("A text that ends too early is refused, wherever it ends")
    func truncation() {
        let bytes = Array(Self.document.jsonText.utf8)

        for count in 1..<bytes.count - 2 {
            #expect(throws: DocumentProblem.self) {
                try DocumentReader.read(Array(bytes[..<count]), fileName: "a.json")
            }
        }
    }

    @Test("A control character is escaped, everything else stands as it is")
    func escapes() {
        #expect(JSONText.quoted("é\u{1}\n") == "\"é\\u0001\\n\"")
    }

    private static func value(of node: DocumentNode) -> DocumentValue {
        switch node.content {
        case .scalar(let text, isQuoted: true): .text(text)
        case .scalar(let text, isQuoted: false): .literal(text)
        case .list(let items): .list(items.map(value))
        case .map(let fields): .map(fields.map { .init($0.key, value(of: $0.value)) })
        }
    }
}
