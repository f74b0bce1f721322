import Testing

@Suite("House rules")
struct HouseRulesTests {
    @Test("The repository keeps every rule", arguments: Rule.all)
    func keeps(rule: Rule) {
        for violation in rule.violations(in: .current) { Issue.record("\(violation)") }
    }

    @Test("The rules look at the whole repository")
    func wholeRepository() {
        #expect(Repository.current["Package.swift"] != nil)
        #expect(Repository.current["Sources/Core/GridWire/FrameHeader.swift"] != nil)
        #expect(Repository.current["Tests/HouseRulesTests/HouseRulesTests.swift"] != nil)
        #expect(Repository.current[".github/CONTRIBUTING.md"] != nil)
        #expect(!Repository.current.folders.contains(".build"))
        #expect(!Repository.current.folders.contains(".git"))
    }

    @Test("Every file that may be long exists and is long")
    func longFilesAreLong() {
        for path in Rule.longFiles.keys {
            #expect((Repository.current[path]?.lines.count ?? 0) > 400, "\(path) needs no exception")
        }
    }
}
