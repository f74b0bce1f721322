import GridDocument
import Testing

@testable import GridSimulator

@Suite("Shrinking and recording")
struct ShrinkerTests {
    /// A run in which a crash is noticed, which the scenario does not expect, and much else happens besides.
    private static func failing() throws -> Scenario {
        let text = """
            name: test
            duration: 16s
            settle: 8s
            nodes: {count: 4, clock_spread: 0}
            workload: {operations_per_second: 20, keys: {count: 10}}
            expect: {deaths: at most 0}
            timeline:
              - {at: 2s, clock_step: a by 20ms}
              - {at: 3s, crash: b}
              - {at: 3s, clog: c for 200ms}
              - {at: 4s, pause: d for 300ms}
              - {at: 5s, clock_step: c by -20ms}
            """
        return try ScenarioReader.read(Array(text.utf8), fileName: "test.yaml")
    }

    @Test("Only what makes the run fail is left, and it fails in the same way")
    func shrink() throws {
        var count = 0
        var shrinker = try #require(
            Shrinker(
                try Self.failing(), seed: 5,
                isOver: {
                    count += 1
                    return count > 400
                }))

        shrinker.shrink { _ in }

        #expect(shrinker.scenario.timeline.map(\.fault) == [.crash([1])])
        #expect(shrinker.scenario.workload.selection?.spans == [])
        #expect(shrinker.scenario.nodeCount < 4)
        #expect(shrinker.report.violations.first?.rule == .expectation)
    }

    @Test("A run that passes cannot be shrunk")
    func passing() throws {
        var scenario = try Self.failing()
        scenario.timeline = []

        let shrinker = Shrinker(scenario, seed: 5, isOver: { false })

        #expect(shrinker == nil)
    }

    @Test("A recorded run is read back as the same run, with its random faults in the timeline")
    func recording() throws {
        var scenario = try Self.failing()
        scenario.randomFaults = RandomFaults()
        let report = World(scenario, seed: 9).run()

        let bytes = Array(report.recorded.document.jsonText.utf8)
        let recorded = try ScenarioReader.read(bytes, fileName: "run.json")
        let again = World(recorded, seed: try #require(recorded.seed)).run()

        #expect(recorded.randomFaults == nil)
        #expect(recorded.timeline.count > scenario.timeline.count)
        #expect(again.digestText == recorded.recording.digest)
        #expect(again.violations.first?.rule.rawValue == recorded.recording.violation)
    }

    @Test("In a smaller cluster a fault is about those who are left")
    func limits() {
        #expect(Fault.crash([0, 3]).limited(to: 3) == .crash([0]))
        #expect(Fault.pause([3], .seconds(1)).limited(to: 3) == nil)
        #expect(Fault.partition([[0, 3], [3], [1]]).limited(to: 3) == .partition([[0], [1]]))
        #expect(Fault.exchangeAddresses(1, with: 3).limited(to: 3) == nil)
        #expect(Fault.heal.limited(to: 1) == .heal)
    }
}
