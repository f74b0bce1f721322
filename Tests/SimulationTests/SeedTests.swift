import GridSimulator
import Testing

/// Runs that once broke a promise, each with the cause that was mended.
@Suite("Seeds that failed once")
struct SeedTests {
    /// A scenario and a seed.
    struct Case: CustomTestStringConvertible {
        let scenario: String
        let seed: UInt64
        let cause: String

        var testDescription: String { "\(scenario) \(seed): \(cause)" }
    }

    static let cases = [
        Case(
            scenario: "small-outbox", seed: 10,
            cause: "a slot was placed again before those who were to receive it had it from its only owner")
    ]

    @Test("Everything that must hold holds", arguments: cases)
    func holds(_ recorded: Case) throws {
        let report = World(try ShippedScenario.named(recorded.scenario), seed: recorded.seed).run()

        #expect(report.violations.map(\.details) == [])
        #expect(report.convergenceTime != nil)
    }
}
