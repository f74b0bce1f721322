import GridDeterminism

/// Makes a failing run as small as it still fails: fewer faults, then fewer nodes, requests and less time.
///
/// Every decision of a run has an address of its own, so what is taken away does not change the rest. A candidate
/// counts when it violates the same rule first.
///
/// Source: Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (IEEE TSE 2002), algorithm ddmin.
package struct Shrinker {
    /// The smallest scenario so far.
    package private(set) var scenario: Scenario
    /// How many candidates were run.
    package private(set) var runCount = 0
    /// What happened in the smallest run so far.
    package private(set) var report: SimulationReport

    private let seed: UInt64
    private let rule: Violation.Rule
    private let isOver: () -> Bool

    /// Starts from a run that fails; `nil` when it passes.
    ///
    /// `isOver`: asked before each run, whether to stop with what has been reached.
    package init?(_ scenario: Scenario, seed: UInt64, isOver: @escaping () -> Bool) {
        self.scenario = scenario.materialized(seed: seed)
        self.seed = seed
        self.isOver = isOver
        report = World(self.scenario, seed: seed).run()
        guard let violation = report.violations.first else { return nil }
        rule = violation.rule
    }

    /// Takes away whatever can be; calls `tell` after each kind of thing.
    package mutating func shrink(_ tell: (Shrinker) -> Void) {
        shorten()
        removeFaults()
        tell(self)
        removeNodes()
        tell(self)
        removeRequests()
        tell(self)
        shorten()
        removeFaults()
        tell(self)
    }

    /// Makes `candidate` the smallest scenario if it fails in the same way.
    private mutating func accept(_ candidate: Scenario) -> Bool {
        guard !isOver() else { return false }
        runCount += 1
        let result = World(candidate, seed: seed).run()
        guard result.violations.first?.rule == rule else { return false }
        (scenario, report) = (candidate, result)
        return true
    }

    private mutating func removeFaults() {
        minimize(scenario.timeline) { scenario, timeline in scenario.timeline = timeline }
    }

    /// Removes the last nodes, with the faults that are about them alone.
    private mutating func removeNodes() {
        while scenario.nodeCount > 1 {
            var candidate = scenario
            candidate.nodeCount -= 1
            candidate.timeline = candidate.timeline.compactMap { timed in
                timed.fault.limited(to: candidate.nodeCount).map { TimedFault(at: timed.at, $0) }
            }
            candidate.replicaCount = min(candidate.replicaCount, max(1, candidate.nodeCount))
            guard accept(candidate) else { return }
        }
    }

    /// Removes whole clients first, then ranges of requests.
    private mutating func removeRequests() {
        let counts = report.requestCounts
        let spans =
            scenario.workload.selection?.spans
            ?? counts.indices.filter { counts[$0] > 0 }.map { client in
                RequestSelection.Span(client: client, numbers: 0...counts[client] - 1)
            }
        var kept = spans
        var halves = spans
        repeat {
            kept = minimize(halves) { scenario, spans in scenario.workload.selection = RequestSelection(spans)
            }
            halves = kept.flatMap(\.halves)
        } while halves.count > kept.count && !isOver()
    }

    /// Ends the clients and the faults when the rule was violated, and halves the time that follows.
    private mutating func shorten() {
        let end = report.endedAt.elapsed(since: .zero)
        if end < scenario.duration {
            var candidate = scenario
            candidate.duration = .seconds(Int64(end.components.seconds) + 1)
            candidate.timeline.removeAll { $0.at > candidate.duration }
            _ = accept(candidate)
        }
        while scenario.settleTime > .seconds(1) {
            var candidate = scenario
            candidate.settleTime = .seconds(scenario.settleTime.components.seconds / 2)
            candidate.timeline.removeAll { $0.at > candidate.duration + candidate.settleTime }
            guard accept(candidate) else { return }
        }
    }

    /// Removes ever smaller parts of a list, as long as the run still fails without them.
    ///
    /// - Returns: what is left of the list.
    @discardableResult
    private mutating func minimize<Element>(
        _ whole: [Element], _ put: (inout Scenario, [Element]) -> Void
    ) -> [Element] {
        var elements = whole
        var partCount = 1
        while !elements.isEmpty, !isOver() {
            let size = max(1, elements.count / partCount)
            var start = 0
            var hasRemoved = false
            while start < elements.count, !isOver() {
                var rest = elements
                rest.removeSubrange(start..<min(start + size, elements.count))
                var candidate = scenario
                put(&candidate, rest)
                if accept(candidate) {
                    elements = rest
                    hasRemoved = true
                } else {
                    start += size
                }
            }
            if size == 1, !hasRemoved { break }
            if size > 1 { partCount = min(partCount * 2, max(1, elements.count)) }
        }
        return elements
    }
}

extension RequestSelection.Span {
    /// The span in two, if it has more than one request.
    fileprivate var halves: [RequestSelection.Span] {
        guard numbers.count > 1 else { return [self] }
        let middle = numbers.lowerBound + numbers.count / 2
        return [
            RequestSelection.Span(client: client, numbers: numbers.lowerBound...middle - 1),
            RequestSelection.Span(client: client, numbers: middle...numbers.upperBound),
        ]
    }
}
