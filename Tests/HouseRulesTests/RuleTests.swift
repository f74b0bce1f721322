import Testing

@Suite("Rules")
struct RuleTests {
    @Test("A rule reports exactly the offending lines", arguments: Specimen.all)
    func reports(specimen: Specimen) {
        let others = specimen.others
        let repository = Repository(others.merging([specimen.path: specimen.text]) { _, own in own })

        let violations = specimen.rule.violations(in: repository).filter { $0.hasPrefix("\(specimen.path):") }

        let lines = violations.compactMap {
            Int($0.dropFirst(specimen.path.count + 1).prefix(while: \.isNumber))
        }
        #expect(Set(lines).sorted() == specimen.lines, "\(violations)")
    }

    @Test("Every rule can fail", arguments: Rule.all)
    func canFail(rule: Rule) {
        #expect(Specimen.all.contains { $0.rule.name == rule.name && !$0.lines.isEmpty })
    }

    @Test("A violation says where it is, what is there and what to write instead")
    func violationText() {
        let repository = Repository(["Sources/Core/GridWire/Frame.swift": "\nlet now = ContinuousClock.now\n"]
        )

        let violations = Rule.clocks.violations(in: repository)

        #expect(
            violations == [
                "Sources/Core/GridWire/Frame.swift:2: `ContinuousClock`; instead, take `now` as an `Instant`, "
                    + "or a `WallTime`, from the caller"
            ])
    }

    @Test("A rule leaves files outside of its scope alone")
    func scope() {
        let repository = Repository(["Sources/Runtime/GridRuntime/SystemClock.swift": "ContinuousClock.now"])

        #expect(Rule.clocks.violations(in: repository).isEmpty)
    }
}
