import GridConfiguration
import GridDocument

// The table: what a scenario may say, where it is kept, what is permitted, and what it means. Reading, writing and the
// reference follow from it.

extension Scenario {
    /// Every field of a scenario, in the order of the reference; a field may depend on those above it.
    package static let fields: [Field<Scenario>] = [
        Field("name", \.name, .text, "The name for people; the file is called so, too."),
        Field("description", \.summary, .text, "One sentence, which `gridsim list` shows."),
        Field(
            "seed", \.seed, .optional(.count(in: 0...UInt64(Int.max))),
            "The seed of a run for which no other is named."),
        Field(
            "duration", \.duration, .duration(in: .seconds(1) ... .seconds(86_400)),
            "How long clients work and things go wrong."),
        Field(
            "settle", \.settleTime, .duration(in: .seconds(1) ... .seconds(86_400)),
            "How long the cluster may then take to come to rest."),
        Field(
            "heal", \.healing, .word,
            "Who is repaired when everything else ends: `everybody`, though what is down stays down; or a `core` that the seed chooses, while all others stay broken for good."
        ),
        Field(map: "nodes", \.self, nodes),
        Field(
            "planes", \.planeCount, .count(in: 1...8), "How many data planes each node has: its threads."),
        Field(
            "outbox_keys", \.outboxKeyCount, .optional(.count(in: 1...1_000_000)),
            "How many changed keys a node remembers for another before it marks whole slots; as in production unless given."
        ),
        .configuration,
        Field(map: "network", \.network, NetworkConditions.fields) { map, scenario in
            scenario.network.check(map)
        },
        Field(map: "workload", \.workload, Workload.fields) { map, scenario in
            scenario.workload.check(map, duration: scenario.duration)
        },
        .timeline,
        Field(
            optionalMap: "random_faults", \.randomFaults, RandomFaults.fields, standard: RandomFaults(),
            "Faults that the seed chooses, besides the timeline."),
        Field(map: "expect", \.expectations, Expectations.fields),
        Field(map: "recorded", \.recording, RunRecording.fields),
    ]

    private static let nodes: [Field<Scenario>] = [
        Field(
            "count", \.nodeCount, .count(in: 1...1_000),
            "How many nodes there are; they are called a to z, then n26 and so on."),
        Field("zones", \.zones, .texts, "The zones of the nodes, in turn."),
        Field(
            "start_interval", \.startInterval, .duration(in: .zero ... .seconds(60)),
            "How much later than the one before it each node starts."),
        Field(
            "clock_spread", \.clockSpread, .duration(in: .zero ... .seconds(60)),
            "How far apart the wall clocks are at most."),
    ]
}

extension NetworkConditions {
    static let fields: [Field<NetworkConditions>] = [
        Field(
            "delay_min", \.minimumDelay, .duration(in: .zero ... .seconds(60)),
            "How long bytes are under way at least."),
        Field(
            "delay_mean", \.meanDelay, .duration(in: .zero ... .seconds(60)),
            "How long they are under way on average."),
        Field(
            "delay_distribution", \.delayDistribution, .word,
            "How the time above the least varies from one packet to the next."),
        Field(
            "loss", \.lossPartsPerMillion, .fraction(), "Which part of the segments is lost and sent again."),
        Field(
            "reordering", \.reorderingPartsPerMillion, .fraction(),
            "Which part of the segments takes a detour of up to twenty mean delays; what follows waits for it."
        ),
        Field(
            "corruption", \.corruptionPartsPerMillion, .fraction(),
            "Which part of the segments arrives with a damaged byte."),
        Field(
            "bandwidth", \.bytesPerSecond, .optional(.byteCount(in: 1_000...1 << 40)),
            "How many bytes a second pass from one node to another, over all their connections; unlimited unless given."
        ),
    ]

    /// Reads how the network behaves; what is not said stays as it is.
    mutating func read(_ map: DocumentMapReader) {
        Self.fields.read(map, into: &self)
        check(map)
    }

    /// Reports what does not go together.
    func check(_ map: DocumentMapReader) {
        guard meanDelay < minimumDelay else { return }
        map.report("delay_mean", "the mean is below delay_min, \(ScalarSpelling.duration(minimumDelay))")
    }
}

extension RandomFaults {
    static let fields: [Field<RandomFaults>] = [
        Field(
            "every", \.interval, .duration(in: .milliseconds(100) ... .seconds(3_600)),
            "How much time there is for each fault."),
        Field("kinds", \.kinds, .words(), "Which kinds of faults there are."),
        Field(
            "maximum_clock_step", \.maximumClockStep, .duration(in: .zero ... .seconds(3_600)),
            "How far a wall clock steps at most."),
    ]
}

extension Field<Scenario> {
    /// The settings of `gridcached`.
    fileprivate static let configuration = Field(
        custom: "config", expectation: "the settings of a gridcached file",
        "How the nodes are configured, in the words of a file for `gridcached`."
    ) { map, scenario in
        scenario.readConfiguration(map)
    } write: { scenario, standard in
        let document = scenario.configuration.document(
            comparedWith: standard?.configuration ?? .simulated)
        return document == .map([]) ? nil : document
    }

    /// What goes wrong, and when.
    fileprivate static let timeline = Field(
        custom: "timeline", expectation: "a list of maps",
        "What goes wrong when: each element has the key `at` and one of the faults below."
    ) { map, scenario in
        scenario.readTimeline(map)
    } write: { scenario, _ in
        guard !scenario.timeline.isEmpty else { return nil }
        return .list(
            scenario.timeline.map { $0.fault.document(at: $0.at) })
    }
}
