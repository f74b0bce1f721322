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
            scenario: "random", seed: 425,
            cause: "the checker took an entry for present that had expired by the reader's clock"),
        Case(
            scenario: "random", seed: 28,
            cause: "a member that left did not hand over what it alone owned"),
        Case(
            scenario: "random", seed: 107,
            cause: "a former owner that read a key did not look at what it still held"),
        Case(
            scenario: "small-outbox", seed: 10,
            cause: "a slot was placed again before those who were to receive it had it from its only owner"),
    ]

    @Test("Everything that must hold holds", arguments: cases)
    func holds(_ recorded: Case) throws {
        let scenario =
            recorded.scenario == Scenario.randomName
            ? .random(seed: recorded.seed) : try ShippedScenario.named(recorded.scenario)
        let report = World(scenario, seed: recorded.seed).run()

        #expect(report.violations.map(\.details) == [])
        #expect(report.convergenceTime != nil)
    }
}
