/// Splits Swift source into tokens, so that a rule about code is not fooled by a comment or a string.
///
/// It knows line and nested block comments, ordinary, raw and multi-line strings, and the code inside of string
/// interpolations. A single-line string ends with its line even when it is not closed, so a construct that the
/// lexer does not know, such as a regular expression with a quotation mark, costs one line and not the file.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var tokens: [Token] = []

    static func tokens(of source: String) -> [Token] {
        var lexer = SwiftLexer(bytes: Array(source.utf8))
        lexer.readCode(untilParenthesisCloses: false)
        return lexer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads code to the end of the file, or to the parenthesis that ends an interpolation.
    private mutating func readCode(untilParenthesisCloses isInterpolation: Bool) {
        var depth = 0
        while let byte = current {
            switch byte {
            case _ where byte.isSpace: advance()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): readLineComment()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): readBlockComment()
            case UInt8(ascii: "\""), UInt8(ascii: "#"): readStringOrSymbol()
            case UInt8(ascii: "`"): position += 1
            case _ where byte.isWordByte: readWord()
            default:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                if isInterpolation && depth < 0 { return position += 1 }
                append(.symbol, from: position, to: position + 1)
                position += 1
            }
        }
    }

    private mutating func readWord() {
        let start = position
        while let byte = current, byte.isWordByte { position += 1 }
        append(.word, from: start, to: position)
    }

    private mutating func readLineComment() {
        let start = position
        while let byte = current, byte != .newline { position += 1 }
        append(.comment, from: start, to: position)
    }

    private mutating func readBlockComment() {
        let (start, firstLine) = (position, line)
        var depth = 0
        repeat {
            if isAt("/*") {
                depth += 1
                position += 2
            } else if isAt("*/") {
                depth -= 1
                position += 2
            } else {
                advance()
            }
        } while depth > 0 && current != nil
        append(.comment, from: start, to: position, firstLine: firstLine)
    }

    /// Reads a string literal with any number of `#`, or the single symbol `#`.
    private mutating func readStringOrSymbol() {
        var poundCount = 0
        while peek(poundCount) == UInt8(ascii: "#") { poundCount += 1 }
        guard peek(poundCount) == UInt8(ascii: "\"") else {
            append(.symbol, from: position, to: position + 1)
            position += 1
            return
        }
        let pounds = String(repeating: "#", count: poundCount)
        position += poundCount
        let isMultiLine = isAt("\"\"\"")
        let quotes = isMultiLine ? "\"\"\"" : "\""
        position += quotes.utf8.count
        readPieces(endingWith: quotes + pounds, escape: "\\" + pounds, isMultiLine: isMultiLine)
    }

    /// Reads the rest of a string literal as pieces with the code of its interpolations between them.
    private mutating func readPieces(endingWith end: String, escape: String, isMultiLine: Bool) {
        var (start, firstLine) = (position, line)
        while let byte = current, !isAt(end), isMultiLine || byte != .newline {
            guard isAt(escape) else {
                advance()
                continue
            }
            guard peek(escape.utf8.count) == UInt8(ascii: "(") else {
                position += escape.utf8.count
                if current != nil { advance() }
                continue
            }
            append(.string, from: start, to: position, firstLine: firstLine)
            position += escape.utf8.count + 1
            readCode(untilParenthesisCloses: true)
            (start, firstLine) = (position, line)
        }
        append(.string, from: start, to: position, firstLine: firstLine)
        if isAt(end) { position += end.utf8.count }
    }
}

extension SwiftLexer {
    private var current: UInt8? { peek(0) }

    private func peek(_ offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func isAt(_ text: String) -> Bool { bytes[min(position, bytes.count)...].starts(with: text.utf8) }

    private mutating func advance() {
        if bytes[position] == .newline { line += 1 }
        position += 1
    }

    private mutating func append(_ kind: Token.Kind, from start: Int, to end: Int, firstLine: Int? = nil) {
        let text = String(decoding: bytes[start..<min(end, bytes.count)], as: UTF8.self)
        tokens.append(
            Token(
                kind: kind, text: kind == .string ? "\"" + text : text, lines: (firstLine ?? line)...line,
                followsSpace: start == 0 || bytes[start - 1].isSpace))
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")

    fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    /// Letters, digits, `_`, `$` and everything beyond ASCII.
    fileprivate var isWordByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        case UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: false
        }
    }
}
