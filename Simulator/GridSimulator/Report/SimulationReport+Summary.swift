import GridDeterminism

extension SimulationReport {
    /// The run on one screen: what matters first.
    ///
    /// `path`: where the scenario was read from, for the command that replays the run.
    package func summary(path: String, style: TextStyle) -> String {
        var lines = [
            "scenario   \(style.strong(scenario.name))\(scenario.summary.isEmpty ? "" : ": \(scenario.summary)")",
            "seed       \(seed)",
            "cluster    \(scenario.clusterAccount)",
            "",
        ]
        lines += momentLines(style)
        lines += ["", OperationTable(answers, unavailableCount: unavailableCount).text, ""]
        lines += outcomeLines
        lines += [
            "events     \(eventCount) in \(endedAt.inSeconds.trimmingSpaces) s of virtual time",
            "converged  \(convergenceTime.map { "\($0) after the last fault" } ?? "never for good")",
            "digest     \(digestText)",
            "replay     \(replayCommand(path: path))",
        ]
        for violation in violations.prefix(Self.violationLimit) {
            lines += [
                "violated   \(style.bad(violation.rule.rawValue))",
                "           at \(violation.time.inSeconds.trimmingSpaces) s: \(violation.details)",
            ]
        }
        if violations.count > Self.violationLimit {
            lines.append("           … \(violations.count - Self.violationLimit) more, --verbose shows them")
        }
        lines.append(hasPassed ? style.good("PASSED") : style.bad("FAILED"))
        return lines.joined(separator: "\n")
    }

    /// What the run came to: the measures, three to a line.
    private var outcomeLines: [String] {
        let cells = outcomes.cells(expecting: scenario.expectations)
        let rows = stride(from: 0, to: cells.count, by: 3).map { start in
            cells[start..<min(start + 3, cells.count)].joined(separator: "  ")
        }
        return rows.enumerated().map { ($0.offset == 0 ? "outcomes   " : "           ") + $0.element }
    }

    // MARK: Moments

    /// How many violations a screen has room for.
    private static let violationLimit = 2

    /// How many lines of the timeline a screen has room for.
    private static let momentLimit = 12

    /// Faults and deaths; when there are many, the first ones and the last ones.
    private func momentLines(_ style: TextStyle) -> [String] {
        let moments = importantMoments
        let left = timeline.count - moments.reduce(0) { $0 + $1.entryCount }
        func line(_ moment: Moment) -> String {
            let text = "\(moment.time.inSeconds)  \(moment.text)"
            return moment.isDeath ? style.warning(text) : text
        }
        guard moments.count > Self.momentLimit else {
            return moments.map(line) + (left > 0 ? ["             … \(left) more, --verbose shows them"] : [])
        }
        let (first, last) = (moments.prefix(Self.momentLimit / 4), moments.suffix(Self.momentLimit * 3 / 4))
        let shown = first + last
        let hidden = timeline.count - shown.reduce(0) { $0 + $1.entryCount }
        return first.map(line) + ["             … \(hidden) more, --verbose shows them"] + last.map(line)
    }

    private struct Moment {
        let time: Instant
        var text: String
        /// How many entries of the timeline it stands for.
        var entryCount = 1
        var isDeath = false
        /// What was seen, without who saw it.
        var sight = ""
    }

    /// Faults, phases, and for each death one line with all who declared it.
    private var importantMoments: [Moment] {
        var moments: [Moment] = []
        for entry in timeline {
            switch entry.kind {
            case .fault, .phase:
                moments.append(Moment(time: entry.time, text: entry.text))
            case .death:
                guard let sees = entry.text.firstRange(of: " sees: ") else { continue }
                let (observer, sight) = (
                    entry.text[..<sees.lowerBound], String(entry.text[sees.upperBound...])
                )
                let known = moments.lastIndex {
                    $0.isDeath && $0.sight == sight && entry.time.elapsed(since: $0.time) < .seconds(10)
                }
                if let known {
                    moments[known].text += " \(observer)"
                    moments[known].entryCount += 1
                } else {
                    moments.append(
                        Moment(
                            time: entry.time, text: "\(sight), say \(observer)", isDeath: true, sight: sight))
                }
            case .life, .pause, .view, .placement, .network, .key, .other: continue
            }
        }
        return moments
    }
}
