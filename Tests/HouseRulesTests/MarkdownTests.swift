import Testing

@Suite("Quotations in Markdown")
struct MarkdownTests {
    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("A mark names a file, a region and the block below it")
    func quotation() {
        let markdown = Markdown(lines("text\n<!-- quotes: a/b.swift#open -->\n\n```swift\nx\n\ny\n```\nz"))

        #expect(
            markdown.quotations == [
                Markdown.Quotation(line: 2, path: "a/b.swift", region: "open", code: ["x", "", "y"])
            ])
    }

    @Test("A mark without a block, and a mark inside of a block, quote nothing")
    func noQuotation() {
        let lonely = Markdown(lines("<!-- quotes: a#b -->\ntext\n```\nx\n```"))
        let shown = Markdown(lines("````\n<!-- quotes: a#b -->\n```\nx\n```\n````"))

        #expect(lonely.quotations == [Markdown.Quotation(line: 1, path: "a", region: "b", code: nil)])
        #expect(shown.quotations.isEmpty)
    }

    @Test("Links are found outside of code, without their fragments")
    func links() {
        let markdown = Markdown(lines("[a](b.md#c) `[d](e)` <doc:F>\n```\n[g](h)\n```\n![i](j.svg) [k](#l)"))

        #expect(markdown.links.map(\.target) == ["b.md", "F", "j.svg"])
        #expect(markdown.links.map(\.line) == [1, 1, 5])
        #expect(markdown.links.map(\.isArticle) == [false, true, false])
    }

    @Test("A region is moved to the left margin, and keeps its own indentation")
    func margin() {
        let region = MarkedRegion.lines(
            named: "b",
            in: lines("a\n    // region: b\n    if c {\n\n        d\n    }\n    // endregion: b\ne"))

        #expect(region == ["if c {", "", "    d", "}"])
    }

    @Test("Regions may overlap, and may be marked in YAML")
    func overlap() {
        let source = lines("# region: a\n1\n# region: b\n2\n# endregion: a\n3\n# endregion: b")

        #expect(MarkedRegion.lines(named: "a", in: source) == ["1", "2"])
        #expect(MarkedRegion.lines(named: "b", in: source) == ["2", "3"])
    }

    @Test(
        "A region that is not marked at both ends is none", arguments: ["a", "# region: b", "# endregion: b"])
    func missing(source: String) {
        #expect(MarkedRegion.lines(named: "b", in: lines(source)) == nil)
    }
}
