import GridSidecar
import Testing

@Suite("GlobPattern")
struct GlobPatternTests {
    @Test(
        "A pattern matches the whole text",
        arguments: [
            ("", "", true), ("", "a", false), ("a", "", false), ("*", "", true), ("*", "abc", true),
            ("abc", "abc", true),
            ("abc", "ABC", true), ("ABC", "abc", true), ("abc", "abcd", false), ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a*c", "ac", true), ("a*c", "abbbc", true), ("a*c", "abcb", false), ("*b*", "abc", true),
            ("*ab*ab", "abxabyab", true), ("*ab*ab", "abx", false), ("**", "x", true), ("[abc]", "b", true),
            ("[abc]", "d", false), ("[^abc]", "d", true), ("[^abc]", "a", false), ("[a-c]x", "bx", true),
            ("[c-a]x", "bx", true), ("[A-C]x", "bx", true), ("[a-c]x", "dx", false), ("\\*", "*", true),
            ("\\*", "a", false),
            ("[\\]]", "]", true), ("[abc", "b", true), ("[", "a", false), ("\\", "\\", true),
            ("a[", "a", false),
            ("maxmemory*", "maxmemory-policy", true), ("max*-p?lic[xy]", "maxmemory-policy", true),
        ])
    func matching(pattern: String, text: String, matches: Bool) {
        #expect(GlobPattern(Array(pattern.utf8)).matches(text) == matches)
    }

    @Test("Many stars do not take exponential time")
    func manyStars() {
        let pattern = GlobPattern(Array((String(repeating: "*a", count: 500) + "b").utf8))

        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
