/// One lexical element of Swift source.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case word
        case symbol
        case string
        case comment
    }

    let kind: Kind
    /// The word without backticks, one character of punctuation, the comment with its delimiters, or one piece
    /// of a string literal with a leading quotation mark, so that no string equals a word.
    let text: String
    /// The lines that the token spans, counted from 1.
    let lines: ClosedRange<Int>
    /// Whether white space separates the token from the one before.
    let followsSpace: Bool
}

/// The tokens that a compiler sees: everything but comments.
struct Code: Sendable {
    let tokens: [Token]

    /// The text of the token at `index`, or nothing outside of the file.
    subscript(index: Int) -> String {
        tokens.indices.contains(index) ? tokens[index].text : ""
    }

    /// Whether the tokens from `index` on read as `texts`.
    func reads(_ texts: String..., at index: Int) -> Bool {
        texts.indices.allSatisfy { self[index + $0] == texts[$0] }
    }

    /// Whether the token at `index` is the name of a member: it stands behind a dot.
    func isMember(at index: Int) -> Bool { self[index - 1] == "." }

    /// The index of the bracket that closes the one at `index`; the end of the file if none does.
    func closingBracket(of index: Int) -> Int {
        var depth = 0
        for position in index..<tokens.count {
            switch self[position] {
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth -= 1
            default: break
            }
            if depth == 0 { return position }
        }
        return tokens.count
    }
}
