import Testing

@Suite("Swift lexer")
struct SwiftLexerTests {
    private func texts(_ source: String, _ kind: Token.Kind) -> [String] {
        SwiftLexer.tokens(of: source).filter { $0.kind == kind }.map(\.text)
    }

    @Test("Words and symbols are separate tokens")
    func wordsAndSymbols() {
        let tokens = SwiftLexer.tokens(of: "let `default`: [UInt8]")

        #expect(tokens.map(\.text) == ["let", "default", ":", "[", "UInt8", "]"])
    }

    @Test(
        "A comment is one token, however it is written",
        arguments: ["// await \"x", "/* await */", "/* a /* await */ b */", "/// `await`", "/* open"])
    func comments(comment: String) {
        #expect(texts(comment + "\n", .comment).map { $0.split(separator: "\n")[0] } == [comment[...]])
        #expect(texts(comment + "\n", .word).isEmpty)
    }

    @Test(
        "The text of a string is not code",
        arguments: [
            #""await""#, #""a \" await""#, ##"#"a " await"#"##, ##"#"a \(await)"#"##,
            "\"\"\"\n await \"quoted\"\n\"\"\"",
            #""// await""#, #""\\""#,
        ])
    func strings(literal: String) {
        #expect(texts("x = " + literal + "; y", .word) == ["x", "y"])
        #expect(texts(literal, .comment).isEmpty)
    }

    @Test(
        "The code in an interpolation is code",
        arguments: [
            #""a \(f(await)) b""#, ##"#"a \#(f(await)) b"#"##, #""\("\(f(await))")""#,
            "\"\"\"\n\\(f(await))\n\"\"\"",
        ])
    func interpolations(literal: String) {
        #expect(texts("x = " + literal + "; y", .word) == ["x", "f", "await", "y"])
    }

    @Test("A string that is not closed ends with its line")
    func unclosedString() {
        #expect(texts("let a = /\"/\nawait b", .word) == ["let", "a", "await", "b"])
    }

    @Test("Tokens know their lines")
    func lines() {
        let tokens = SwiftLexer.tokens(of: "a /* b\n c */ d\n\"\"\"\n x\n\"\"\" e")

        #expect(tokens.map(\.lines) == [1...1, 1...2, 2...2, 3...5, 5...5])
    }

    @Test("Every truncation of a source is read to its end", arguments: 0..<40)
    func truncation(byteCount: Int) {
        let source = "a /* b */ \"c \\(d(\"e\")) f\" #\"g\"# \"\"\"\nh\n\"\"\""

        let tokens = SwiftLexer.tokens(of: String(source.prefix(byteCount)))

        #expect(tokens.allSatisfy { $0.lines.upperBound <= 3 })
    }
}
