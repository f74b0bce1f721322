/// One text file of the repository.
struct SourceFile: Sendable {
    /// Relative to the root of the repository, separated by `/`.
    let path: String
    let text: String
    /// The lines without their ends; the line with number 1 is at index 0.
    let lines: [Substring]
    /// What a compiler sees of Swift source; empty for other files.
    let code: Code
    /// The comments of Swift source; empty for other files.
    let comments: [Token]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
        let tokens = path.hasSuffix(".swift") ? SwiftLexer.tokens(of: text) : []
        code = Code(tokens: tokens.filter { $0.kind != .comment })
        comments = tokens.filter { $0.kind == .comment }
    }

    /// The last component of the path.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The path without its last component; nothing at the top level.
    var folder: String { String(path.dropLast(name.count + 1)) }

    /// The lines of the tokens that `matches` selects from ``code``, each with the text of the token.
    func findings(where matches: (Code, Int) -> Bool) -> [Finding] {
        code.tokens.indices.compactMap { index in
            guard matches(code, index) else { return nil }
            return Finding(line: code.tokens[index].lines.lowerBound, found: "`\(code[index])`")
        }
    }

    /// The lines that `matches` selects.
    func findings(_ found: String, where matches: (Substring) -> Bool) -> [Finding] {
        lines.indices.compactMap { index in
            matches(lines[index]) ? Finding(line: index + 1, found: found) : nil
        }
    }

    /// Whether a comment touches one of `lines`.
    func hasComment(in lines: ClosedRange<Int>) -> Bool {
        comments.contains { $0.lines.overlaps(lines) }
    }
}
