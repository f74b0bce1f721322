import GridDocument

/// The lines that a user would see for `text` in a file called `a.yaml`.
func problems(of text: String) -> [String] { problems(of: Array(text.utf8)) }

func problems(of bytes: [UInt8]) -> [String] {
    let sink = DocumentProblemSink()
    _ = DocumentReader.read(bytes, fileName: "a.yaml", problems: sink)
    return sink.problems.map(\.description)
}

/// Reads `text` as the settings that `body` asks for; returns the lines that a user would see.
func problems(of text: String, reading body: (DocumentMapReader) -> Void) -> [String] {
    let sink = DocumentProblemSink()
    if let node = DocumentReader.read(Array(text.utf8), fileName: "a.yaml", problems: sink) {
        let reader = DocumentMapReader(node, fileName: "a.yaml", problems: sink)
        body(reader)
        reader.finish()
    }
    return sink.problems.map(\.description)
}

/// A reader for `text`, which must be without problems.
func reader(of text: String) throws -> DocumentMapReader {
    let node = try DocumentReader.read(Array(text.utf8), fileName: "a.yaml")
    return DocumentMapReader(node, fileName: "a.yaml", problems: DocumentProblemSink())
}

extension DocumentNode {
    /// The tree without positions and kinds of quotes: `{a: [1, {b: x}]}`.
    var shape: String {
        switch content {
        case .scalar(let text, isQuoted: _): text
        case .list(let items): "[\(items.map(\.shape).joined(separator: ", "))]"
        case .map(let fields): "{\(fields.map { "\($0.key): \($0.value.shape)" }.joined(separator: ", "))}"
        }
    }
}

func shape(of text: String) throws -> String {
    try DocumentReader.read(Array(text.utf8), fileName: "a.yaml").shape
}
