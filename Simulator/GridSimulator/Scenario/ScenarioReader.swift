package import GridDocument
import GridReplication

/// Reads scenarios from YAML or JSON; whatever is not understood is an error with its line.
package struct ScenarioReader {
    private let root: DocumentMapReader
    private var scenario: Scenario

    /// Reads the scenario in `bytes`.
    ///
    /// `fileName`: what messages call the text.
    package static func read(_ bytes: [UInt8], fileName: String) throws(DocumentProblems) -> Scenario {
        let problems = DocumentProblemSink()
        let empty = DocumentNode(.map([]), at: DocumentPosition(line: 1, column: 1))
        let node = DocumentReader.read(bytes, fileName: fileName, problems: problems)
        var reader = ScenarioReader(
            root: DocumentMapReader(node ?? empty, fileName: fileName, problems: problems),
            scenario: Scenario(name: ""))
        if node != nil {
            reader.readAll()
            reader.root.finish()
        }
        try problems.throwIfNotEmpty()
        return reader.scenario
    }

    private init(root: DocumentMapReader, scenario: Scenario) {
        self.root = root
        self.scenario = scenario
    }

    private mutating func readAll() {
        root.require("name")
        set(\.name, root.text("name"))
        set(\.summary, root.text("description"))
        readNodes(root.map("nodes"))
        set(\.replicaCount, root.integer("replica_count", in: 1...8))
        set(\.virtualNodeCount, root.integer("virtual_nodes", in: 1...1_024))
        set(\.planeCount, root.integer("planes", in: 1...8))
        scenario.outboxKeyCount = root.integer("outbox_keys", in: 1...1_000_000)
        scenario.network = NetworkConditions(root.map("network"), changing: scenario.network)
        set(\.duration, root.duration("duration", in: .seconds(1) ... .seconds(86_400)))
        set(\.settleTime, root.duration("settle", in: .seconds(1) ... .seconds(86_400)))
        set(\.healing, root.choice("heal", of: Scenario.Healing.self))
        readWorkload(root.map("workload"))
        readTimeline()
        readRandomFaults()
    }

    private mutating func set<Value>(_ path: WritableKeyPath<Scenario, Value>, _ value: Value?) {
        if let value { scenario[keyPath: path] = value }
    }

    private mutating func readNodes(_ nodes: DocumentMapReader) {
        set(\.nodeCount, nodes.integer("count", in: 1...64))
        set(\.zones, nodes.texts("zones"))
        set(\.startInterval, nodes.duration("start_interval", in: .zero ... .seconds(60)))
        set(\.clockSpread, nodes.duration("clock_spread", in: .zero ... .seconds(60)))
    }

    private mutating func readWorkload(_ map: DocumentMapReader) {
        let percentage = 0...100
        set(\.workload.clientCount, map.integer("clients", in: 0...1_024))
        set(\.workload.operationsPerSecond, map.integer("operations_per_second", in: 1...100_000))
        set(\.workload.keyCount, map.integer("keys", in: 1...1_000_000))
        set(\.workload.writePercentage, map.integer("write_percent", in: percentage))
        set(\.workload.deletePercentage, map.integer("delete_percent", in: percentage))
        set(\.workload.conditionalPercentage, map.integer("conditional_percent", in: percentage))
        set(\.workload.expiringPercentage, map.integer("expiring_percent", in: percentage))
        set(\.workload.embeddedPercentage, map.integer("embedded_percent", in: percentage))
        set(
            \.workload.timeToLive,
            map.duration("ttl", in: .milliseconds(1) ... .seconds(86_400)))
        let sizes = 1...1 << 20
        let smallest =
            map.byteCount("value_size_min", in: sizes) ?? scenario.workload.valueByteCount.lowerBound
        let largest =
            map.byteCount("value_size_max", in: sizes)
            ?? max(smallest, scenario.workload.valueByteCount.upperBound)
        if smallest > largest {
            map.report("value_size_max", "the largest size is below value_size_min")
        } else {
            scenario.workload.valueByteCount = smallest...largest
        }
        let concern = map.choice(
            "write_concern",
            ["any": nil, "local": WriteConcern.local, "one": .one, "quorum": .quorum, "all": .all])
        if let concern { scenario.workload.writeConcern = concern }
        let level = map.choice(
            "read_level", ["any": nil, "one": ReadLevel.one, "quorum": .quorum, "all": .all])
        if let level { scenario.workload.readLevel = level }
        let workload = scenario.workload
        let sum = workload.writePercentage + workload.deletePercentage + workload.conditionalPercentage
        if sum > 100 { map.report("write_percent", "the percentages of changes add up to \(sum)") }
    }

    // MARK: Faults

    private mutating func readTimeline() {
        let network = scenario.network
        let zones = (0..<scenario.nodeCount).map { index in
            scenario.zones.isEmpty ? "" : scenario.zones[index % scenario.zones.count]
        }
        for entry in root.maps("timeline") {
            entry.require("at")
            let at = entry.duration("at", in: .zero...scenario.duration) ?? .zero
            let reader = FaultReader(entry: entry, zones: zones) { map in
                NetworkConditions(map, changing: network)
            }
            if let fault = reader.fault { scenario.timeline.append(TimedFault(at: at, fault)) }
        }
    }

    private mutating func readRandomFaults() {
        guard root.contains("random_faults") else { return }
        let map = root.map("random_faults")
        var faults = RandomFaults()
        let interval = map.duration("every", in: .milliseconds(100) ... .seconds(3_600))
        faults.interval = interval ?? faults.interval
        faults.kinds = map.values("kinds", of: .word) ?? faults.kinds
        let step = map.duration("maximum_clock_step", in: .zero ... .seconds(3_600))
        faults.maximumClockStep = step ?? faults.maximumClockStep
        scenario.randomFaults = faults
    }
}
