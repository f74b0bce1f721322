import Testing

@testable import GridSimulator

@Suite("The end of the faults")
struct SettlingTests {
    @Test("A core agrees while everybody else stays broken", arguments: [1, 2, 3] as [UInt64])
    func core(seed: UInt64) throws {
        var scenario = try ShippedScenario.named("chaos")
        scenario.healing = .core
        scenario.duration = .seconds(30)
        scenario.randomFaults?.interval = .seconds(3)

        let report = World(scenario, seed: seed).run()

        #expect(report.timeline.contains { $0.text.contains("whoever is not in the core") })
        #expect(report.violations.map(\.details) == [])
        #expect(report.convergenceTime != nil)
    }

    @Test("Who takes whom for dead is remembered until both have thought better of it")
    func ledger() {
        var ledger = DeathLedger(memberCount: 3)

        #expect(ledger.declare(1, by: 0) == false)
        #expect(ledger.declare(0, by: 1) == true)
        #expect(ledger.retract(1, by: 0) == .returned)
        #expect(ledger.retract(0, by: 1) == .reconciled)
        #expect(ledger.retract(0, by: 1) == .unnoticed)
        #expect(ledger.declare(2, by: 0) == false)
        ledger.forget(0)
        #expect(ledger.declare(0, by: 2) == false)
    }

    @Test("Marks add up over runs, and name what was never reached")
    func marks() {
        var marks = Marks()
        var others = Marks()
        marks.reach(.entryEvicted)
        others.reach(.entryEvicted, count: 2)
        others.reach(.epochRenewed, count: 0)
        marks.add(others)

        #expect(marks[.entryEvicted] == 3)
        #expect(marks.missing == Mark.allCases.filter { $0 != .entryEvicted })
    }
}
