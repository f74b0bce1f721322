import GridDocument
import Testing

@Suite("Mistakes in the text")
struct SyntaxProblemTests {
    @Test(
        "A mistake is told with its place and its cure",
        arguments: [
            ("a:\n\t- 1\n", "2:1: a: a tab cannot indent; use blanks"),
            ("a: @x\n", "1:4: a: a text cannot start with '@'; put it in quotes"),
            ("a: b: c\n", "1:5: a ':' is not allowed here; check the indentation, or put the text in quotes"),
            (
                "a: 1\n  b: 2\n",
                "2:4: a ':' is not allowed here; check the indentation, or put the text in quotes"
            ),
            (
                "a:\n  b: 1\n c: 2\n",
                "3:2: expected a key of the map that starts on line 1; check the indentation and the quotes"
            ),
            (
                "- a\nb: 1\n",
                "2:1: expected the next '-' of the list that starts on line 1; check the indentation"
            ),
            ("a: - 1\n", "1:4: a: a list item is not allowed here; start it on a line of its own"),
            ("a: 1\nport\nb: 2\n", "2:1: expected a ':' behind the key"),
            ("a: [1, 2\nb: 3\n", "2:2: a: expected ',' or ']' in the list that starts on line 1"),
            ("{\"a\" 1}", "1:6: expected ',' or '}' in the map that starts on line 1"),
            ("a:\n  b: \"x\nc: 1\n", "2:6: a.b: the quotes are never closed"),
            ("a: [::1]:7946\n", "1:5: a: expected a value; texts with brackets or commas need quotes"),
            ("{\"a\": 1}}", "1:9: nothing may follow the end of the document"),
            ("a: \"\\q\"\n", "1:5: a: found unknown escape character while parsing a quoted scalar"),
            ("a: 1\nb: \u{7}\n", "2:4: the control character U+0007 is not allowed"),
            ("a: 1\n---\nb: 2\n", "2:1: a second document starts here; a file holds one"),
            ("a: 1\nb: {c: 2, c: 3}\n", "2:11: b: duplicate key 'c', first set on line 2"),
            ("a: &base 1\n", "1:4: a: anchors such as '&base' are not supported"),
            ("a: [x, *base]\n", "1:8: a[1]: aliases such as '*base' are not supported"),
            ("a: !!int 3\n", "1:4: a: tags such as '!!int' are not supported"),
            ("a: !secret 3\n", "1:4: a: tags such as '!secret' are not supported"),
            ("a:\n  ? [b]\n  : c\n", "2:5: a: a key must be a word or a text, found a list"),
            ("? {b: 1}\n: c\n", "1:3: a key must be a word or a text, found a map"),
        ])
    func mistake(text: String, expected: String) {
        #expect(problems(of: text) == ["a.yaml:\(expected)"])
    }

    @Test(
        "Bytes that are not UTF-8 are refused where they stand",
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "1:4"), ([0x61, 0x0A, 0xC3, 0xA9, 0xC3], "2:2"),
            ([0xC0, 0x80], "1:1"),
            ([0xED, 0xA0, 0x80], "1:1"), ([0xF4, 0x90, 0x80, 0x80], "1:1"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1"),
        ] as [([UInt8], String)])
    func invalidUTF8(bytes: [UInt8], place: String) {
        #expect(problems(of: bytes) == ["a.yaml:\(place): the text is not valid UTF-8"])
    }

    @Test("Mistakes that leave the rest readable are told together, in the order of the file")
    func together() {
        let text = "a: 1\na: 2\nb: {c: &x 1, c: *x}\n? [d]\n: e\nf: [\n"

        #expect(
            problems(of: text) == [
                "a.yaml:2:1: duplicate key 'a', first set on line 1",
                "a.yaml:3:8: b.c: anchors such as '&x' are not supported",
                "a.yaml:3:14: b: duplicate key 'c', first set on line 3",
                "a.yaml:3:17: b.c: aliases such as '*x' are not supported",
                "a.yaml:4:3: a key must be a word or a text, found a list",
                "a.yaml:7:1: f: expected a value; texts with brackets or commas need quotes",
            ])
    }

    @Test("A message repeats long and unprintable texts clipped and escaped")
    func clipped() {
        let key = "\\u0007\\u202E" + String(repeating: "k", count: 100)

        #expect(
            problems(of: "\"\(key)\": 1\n\"\(key)\": 2\n") == [
                "a.yaml:2:1: duplicate key '\\u{7}\\u{202e}\(String(repeating: "k", count: 58))…', first set on line 1"
            ])
    }
}
