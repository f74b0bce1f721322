import GridSimulator
import Testing

@Suite("Random scenarios")
struct RandomScenarioTests {
    @Test("A seed chooses the same scenario each time, and different seeds choose different ones")
    func choice() {
        let scenarios = (0..<100).map { Scenario.random(seed: $0) }

        #expect(scenarios == (0..<100).map { Scenario.random(seed: $0) })
        #expect(Set(scenarios).count == 100)
    }

    @Test("Every kind of fault is in some scenarios and left out of others, and most clusters are small")
    func features() {
        let scenarios = (0..<200).map { Scenario.random(seed: $0) }

        for kind in RandomFaults.Kind.allCases {
            let count = scenarios.count { $0.randomFaults?.kinds.contains(kind) ?? false }
            #expect((40...160).contains(count), "\(kind) is in \(count) of 200")
        }
        #expect(scenarios.contains { $0.randomFaults == nil })
        #expect((100...180).contains(scenarios.count { $0.nodeCount <= 5 }))
        #expect(scenarios.allSatisfy { $0.replicaCount <= $0.nodeCount })
        #expect(scenarios.contains { !$0.zones.isEmpty } && scenarios.contains { $0.zones.isEmpty })
    }

    @Test("Everything that must hold holds", arguments: 1...3 as ClosedRange<UInt64>)
    func holds(seed: UInt64) {
        let report = World(.random(seed: seed), seed: seed).run()

        #expect(report.violations.map(\.details) == [], "seed \(seed)")
    }
}
