/// Turns the text of a YAML or JSON file into a tree with positions.
///
/// The accepted language is what configuration needs of YAML 1.1, and JSON as a part of it: one document without
/// anchors, aliases and tags, whose keys are scalars and differ within their map. A key has at most 1,024 characters
/// and its colon in the same line. The cost is bounded by ``DocumentLimits``.
package enum DocumentReader {
    /// Reads `bytes`; an empty file is an empty map.
    ///
    /// When several things are wrong, the error is the first of them. Use ``read(_:fileName:problems:)`` to learn all.
    package static func read(_ bytes: [UInt8], fileName: String) throws(DocumentProblem) -> DocumentNode {
        let sink = DocumentProblemSink()
        let node = read(bytes, fileName: fileName, problems: sink)
        if let first = sink.problems.first { throw first }
        guard let node else { preconditionFailure("\(fileName) gave neither a document nor a problem") }
        return node
    }

    /// Reads `bytes` and records every problem in `problems`.
    ///
    /// The result is `nil` when the rest of the text makes no sense after a problem. Otherwise it holds what could be
    /// read, without repeated keys and without aliases, so that its values can be checked as well.
    package static func read(
        _ bytes: [UInt8], fileName: String, problems: DocumentProblemSink
    ) -> DocumentNode? {
        guard bytes.count <= DocumentLimits.fileSizeInBytes else {
            let message =
                "the file has \(bytes.count) bytes, at most \(DocumentLimits.fileSizeInBytes) are allowed"
            problems.record(DocumentProblem(file: fileName, position: nil, path: "", message: message))
            return nil
        }
        let text = SurrogateEscapes.masking(
            bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
        if let offset = text.ambiguityOffset {
            problems.record(
                DocumentProblem(
                    file: fileName, position: DocumentPosition(ofByteAt: offset, in: text.bytes), path: "",
                    message: "a private use character cannot share a file with \\u surrogate pairs; "
                        + "write the pairs as the characters they mean"))
            return nil
        }
        guard let builder = TreeBuilder(text, fileName: fileName, problems: problems) else {
            problems.record(
                DocumentProblem(
                    file: fileName, position: nil, path: "", message: YAMLFailure.outOfMemoryMessage))
            return nil
        }
        return builder.build()
    }
}

extension DocumentPosition {
    /// The place of the byte at `offset` from the start of `bytes`, which are UTF-8 up to there.
    init(ofByteAt offset: Int, in bytes: ArraySlice<UInt8>) {
        let before = bytes.prefix(offset)
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex
        // A continuation byte, 10xxxxxx, belongs to the character before it.
        let column = before[lineStart...].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        self.init(line: line, column: column)
    }
}
