/// What a run came to that is kept in a file to be run again.
package struct RunRecording: Hashable, Sendable {
    /// The digest of all events, in hexadecimal digits.
    package var digest: String?
    /// The rule that was violated first, in the words of a report.
    package var violation: String?

    package init() {}

    static let fields: [Field<RunRecording>] = [
        Field("digest", \.digest, .optional(.text), "The digest of all events, when the run was recorded."),
        Field("violation", \.violation, .optional(.text), "The rule that was violated first, if one was."),
    ]
}

extension Scenario {
    /// The faults of the scenario and those that chance adds, sorted by time.
    func wholeTimeline(_ random: KeyedRandom) -> [TimedFault] {
        (timeline + (randomFaults?.timeline(of: self, random: random) ?? [])).sortedByTime
    }

    /// The scenario of one run, whatever chose it: the seed is named, and its random faults are in the timeline.
    package func materialized(seed: UInt64) -> Scenario {
        var scenario = self
        scenario.seed = seed
        scenario.timeline = wholeTimeline(KeyedRandom(seed: seed))
        scenario.randomFaults = nil
        return scenario
    }
}

extension SimulationReport {
    /// The run as a scenario that gives the same run again, with what it came to.
    package var recorded: Scenario {
        var scenario = scenario.materialized(seed: seed)
        scenario.recording.digest = digestText
        scenario.recording.violation = violations.first?.rule.rawValue
        return scenario
    }
}
