import GridDeterminism

extension SimulationReport {
    /// The run in words, for people.
    ///
    /// `path`: where the scenario was read from, for the command that replays the run.
    package func account(path: String) -> String {
        var lines = [
            "scenario   \(scenario.name): \(scenario.summary)",
            "seed       \(seed)",
            "cluster    \(scenario.clusterAccount)",
            "",
        ]
        lines += timeline.map(\.line)
        lines += ["", "operations"]
        lines += answerLines
        lines += ["", "outcomes"] + outcomes.lines(expecting: scenario.expectations)
        lines += [
            "",
            "events     \(eventCount) in \(endedAt.inSeconds.trimmingSpaces) s of virtual time",
            "converged  \(convergenceTime.map { "\($0) after the last fault" } ?? "never for good")",
            "digest     \(digestText)",
        ]
        if hasPassed { return (lines + ["PASSED"]).joined(separator: "\n") }
        return (lines + ["FAILED", ""] + failureLines(path: path)).joined(separator: "\n")
    }

    /// The digest in hexadecimal digits.
    package var digestText: String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private var answerLines: [String] {
        var lines: [String] = []
        for kind in OperationRecord.Kind.allCases {
            let counts = answers.filter { $0.kind == kind }
            guard !counts.isEmpty else { continue }
            let total = counts.reduce(0) { $0 + $1.count }
            let parts = counts.map { "\($0.count) \($0.answer)" }.joined(separator: ", ")
            lines.append("  \(kind.rawValue): \(total) (\(parts))")
        }
        if unavailableCount > 0 { lines.append("  while the member was down: \(unavailableCount)") }
        return lines
    }

    /// Everything that is needed to look into a failure, in one block.
    private func failureLines(path: String) -> [String] {
        var lines = violations.flatMap { violation in
            [
                "violated   \(violation.rule.rawValue)",
                "           at \(violation.time.inSeconds.trimmingSpaces) s: \(violation.details)",
            ]
        }
        lines += ["", "the last events"]
        lines += latestEvents.map { "  \($0)" }
        lines += ["", "replay     \(replayCommand(path: path))"]
        return lines
    }

    /// What a person types to see the run again.
    func replayCommand(path: String) -> String { "gridsim run \(path) --seed \(seed)" }
}

extension Scenario {
    /// The cluster in a line.
    var clusterAccount: String {
        var parts = [
            "\(nodeCount) nodes", "\(replicaCount) replicas", "\(virtualNodeCount) virtual nodes",
            "\(planeCount) data planes",
        ]
        if !zones.isEmpty { parts.append("zones \(zones.joined(separator: " "))") }
        return parts.joined(separator: ", ")
    }
}

extension String {
    var trimmingSpaces: String { String(drop { $0 == " " }) }
}
