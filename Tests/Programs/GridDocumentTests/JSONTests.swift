import GridDocument
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "JSON and YAML give the same tree",
        arguments: [
            ("{\"a\": 1, \"b\": [true, null]}", "a: 1\nb:\n  - true\n  - null\n"),
            ("{\n\t\"a\": {\n\t\t\"b\": \"x y\"\n\t}\n}\n", "a:\n  b: x y\n"),
            ("{\"a\":[{\"b\":1},{\"b\":2}],\"c\":{}}", "a:\n- b: 1\n- b: 2\nc: {}\n"),
            ("[]", "[]"),
            ("{\"a\": \"\"}", "a: ''"),
            ("{\"key with blanks\": \"a: b # c\"}", "key with blanks: 'a: b # c'"),
            ("{\"a\": \"\\u00e9\\n\\t\\\"\\\\\\/\"}", "a: \"é\\n\\t\\\"\\\\/\""),
            ("{\"a\": -1.5e3}", "a: -1.5e3"),
        ])
    func sameTree(json: String, yaml: String) throws {
        #expect(try shape(of: json) == shape(of: yaml))
    }

    @Test("Quotes are kept apart, so that \"null\" is a text and null is none")
    func quotedNull() throws {
        let reader = try reader(of: "{\"a\": \"null\", \"b\": null}")

        #expect(reader.text("a") == "null")
        #expect(reader.text("b") == nil)
        #expect(reader.contains("a"))
        #expect(!reader.contains("b"))
    }

    @Test(
        "A surrogate pair becomes its character",
        arguments: [
            ("\\ud83d\\ude00", "😀"), ("\\uD83D\\uDE00", "😀"), ("\\uD83d\\udE00", "😀"),
            ("\\ud800\\udc00", "\u{10000}"), ("\\udbff\\udfff", "\u{10FFFF}"),
            ("\\uDBFF\\uDFFF", "\u{10FFFF}"),
            ("\\uDABC\\uDDEF", "\u{BF1EF}"), ("\\udabc\\uddef", "\u{BF1EF}"),
            ("a\\ud83d\\ude00\\ud83d\\ude01b", "a😀😁b"), ("\\\\\\ud83d\\ude00", "\\😀"),
            ("\\\\ud83d", "\\ud83d"), ("\u{F8FF}\\uf8ff\\ud83d\\ude00", "\u{F8FF}\u{F8FF}😀"),
        ])
    func surrogatePair(escaped: String, expected: String) throws {
        #expect(try shape(of: "{\"a\": \"\(escaped)\"}") == "{a: \(expected)}")
        #expect(try shape(of: "{\"\(escaped)\": 1}") == "{\(expected): 1}")
    }

    @Test("Outside of double quotes a surrogate escape is the letters that it is written with")
    func literalBackslash() throws {
        let text = "a: \"\\ud83d\\ude00\"\nb: '\\uD83d\\udE00'\nc: \\uDABC\\uDDEF\nd: |\n  \\udbff\\udfff\n"

        #expect(try shape(of: text) == "{a: 😀, b: \\uD83d\\udE00, c: \\uDABC\\uDDEF, d: \\udbff\\udfff\n}")
    }

    @Test("A surrogate pair does not move the positions behind it")
    func positionsBehind() {
        let text = "{\"a\": \"\\ud83d\\ude00\",\n \"b\": \"\\ud83d\\ude00\", \"b\": 1}"

        #expect(problems(of: text) == ["a.yaml:2:23: duplicate key 'b', first set on line 2"])
    }

    @Test(
        "Half of a surrogate pair is refused",
        arguments: ["\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83d\\u0041"])
    func halfPair(escaped: String) {
        #expect(
            problems(of: "{\"a\": \"\(escaped)\"}") == [
                "a.yaml:1:10: the escape is no character; a surrogate needs its other half"
            ])
    }

    @Test(
        "A private use character beside surrogate pairs is refused instead of mistaken for one",
        arguments: ["\u{E000}", "\u{EDFF}", "\\ue123", "\\uE6ff", "\\U0000e123"])
    func ambiguity(text: String) {
        #expect(
            problems(of: "{\"a\": \"\\ud83d\\ude00\",\n\"b\": \"\(text)\"}") == [
                "a.yaml:2:7: a private use character cannot share a file with \\u surrogate pairs; "
                    + "write the pairs as the characters they mean"
            ])
        #expect(problems(of: "{\"b\": \"\(text)\"}") == [])
    }
}
