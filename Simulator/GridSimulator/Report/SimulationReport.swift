package import GridDeterminism
import GridReplication

/// The account of one run.
package struct SimulationReport: Sendable {
    package let scenario: Scenario
    package let seed: UInt64
    /// Equal runs have equal digests.
    package let digest: UInt64
    package let eventCount: Int
    package let endedAt: Instant
    /// Faults, changes of views and the like, in order.
    package let timeline: [TimelineEntry]
    package var violations: [Violation]
    /// How long after the last fault the cluster agreed for good; `nil` when it did not.
    package let convergenceTime: Duration?
    /// How many operations of each kind got each answer, sorted by kind and answer.
    package let answers: [AnswerCount]
    package let unavailableCount: Int
    /// Which rare states were reached.
    package let marks: Marks
    /// What the run came to, in numbers.
    package let outcomes: Outcomes
    /// How many requests each client drew, whether or not they were issued.
    package let requestCounts: [Int]
    /// The last events before the end.
    package let latestEvents: [String]

    package struct AnswerCount: Hashable, Sendable {
        package let kind: OperationRecord.Kind
        package let answer: String
        package let outcome: Recording.Outcome
        package var count: Int
    }

    package var hasPassed: Bool { violations.isEmpty }

    init(of world: World) {
        scenario = world.scenario
        seed = world.random.seed
        digest = world.trace.digest
        eventCount = world.eventCount
        endedAt = world.now
        timeline = world.trace.notes
        violations = world.inspector.violations
        convergenceTime = world.inspector.convergedAt.map {
            $0.elapsed(since: world.inspector.settlingBeganAt)
        }
        marks = world.marks
        unavailableCount = world.history.unavailableCount
        outcomes = world.observer.outcomes
        requestCounts = world.clients.map(\.requestCount)
        latestEvents = world.trace.latestLines
        answers = Self.count(world.history.operations)
    }

    private static func count(_ operations: [OperationRecord]) -> [AnswerCount] {
        var counts: [AnswerCount] = []
        for operation in operations {
            let answer = operation.answer?.account ?? "abandoned"
            if let index = counts.firstIndex(where: { $0.kind == operation.kind && $0.answer == answer }) {
                counts[index].count += 1
            } else {
                counts.append(
                    AnswerCount(kind: operation.kind, answer: answer, outcome: operation.outcome, count: 1))
            }
        }
        return counts.sorted { ($0.kind.rawValue, $0.answer) < ($1.kind.rawValue, $1.answer) }
    }
}
