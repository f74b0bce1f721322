import GridDeterminism
import GridSimulator

/// How much virtual time of whole clusters passes in a second of one core, all checkers included.
struct SimulatorBenchmark {
    let name: String
    let scenario: Scenario

    private static let seed: UInt64 = 1

    /// Small and large, at rest and in trouble.
    static let standard = [
        SimulatorBenchmark(name: "healthy, 5 members", scenario: healthy(nodeCount: 5)),
        SimulatorBenchmark(name: "healthy, 10 members", scenario: healthy(nodeCount: 10)),
        SimulatorBenchmark(name: "chaos, 5 members", scenario: chaos(nodeCount: 5)),
        SimulatorBenchmark(name: "membership only, 100", scenario: membershipOnly(nodeCount: 100)),
        SimulatorBenchmark(name: "load and chaos, 100", scenario: chaos(nodeCount: 100)),
    ]

    /// The standard workload and no faults.
    private static func healthy(nodeCount: Int) -> Scenario {
        var scenario = Scenario(name: "healthy")
        scenario.nodeCount = nodeCount
        scenario.duration = .seconds(60)
        scenario.settleTime = .seconds(60)
        return scenario
    }

    /// The standard workload, and a fault by chance every five seconds.
    private static func chaos(nodeCount: Int) -> Scenario {
        var scenario = Scenario(name: "chaos")
        scenario.nodeCount = nodeCount
        scenario.randomFaults = RandomFaults()
        scenario.duration = .seconds(60)
        scenario.settleTime = .seconds(90)
        return scenario
    }

    /// No clients and no keys: the members only watch each other.
    private static func membershipOnly(nodeCount: Int) -> Scenario {
        var scenario = Scenario(name: "membership-only")
        scenario.nodeCount = nodeCount
        scenario.workload.clientCount = 0
        scenario.workload.keyCount = 0
        scenario.duration = .seconds(540)
        scenario.settleTime = .seconds(60)
        return scenario
    }

    /// Runs all of them in turn, `roundCount` times, and prints what they took.
    ///
    /// In turn, because a machine is not equally fast all the time: what is compared ran at about the same time.
    static func run(roundCount: Int) throws(CommandProblem) {
        var results = standard.map { SimulatorResult(benchmark: $0) }
        for _ in 0..<roundCount {
            for index in results.indices { try results[index].measure() }
        }
        print(SimulatorResult.heading)
        for result in results { print(result.line(comparedWith: results[0])) }
    }

    /// Runs the scenario once.
    func run() throws(CommandProblem) -> (report: SimulationReport, time: Duration) {
        let start = ContinuousClock.now
        let report = World(scenario, seed: Self.seed).run()
        let time = ContinuousClock.now - start
        guard report.hasPassed else {
            throw CommandProblem(message: "\(name): \(report.violations[0].details)")
        }
        return (report, time)
    }
}

/// What the rounds of one benchmark took.
struct SimulatorResult {
    let benchmark: SimulatorBenchmark
    private var times: [Duration] = []
    private var eventCount = 0
    private var virtualTime = Duration.zero

    init(benchmark: SimulatorBenchmark) {
        self.benchmark = benchmark
    }

    mutating func measure() throws(CommandProblem) {
        let (report, time) = try benchmark.run()
        times.append(time)
        eventCount = report.eventCount
        virtualTime = report.endedAt.elapsed(since: .zero)
    }

    private var best: Duration { times.min() ?? .zero }
    private var median: Duration { times.sorted()[times.count / 2] }

    private func eventsPerSecond(_ time: Duration) -> Double { Double(eventCount) / time.inSeconds }

    static let heading =
        "                            events   best s  median s   events/s  (median)"
        + "  × real time  node-hours/s  to the first"

    /// One line of the table; `reference` ran in the same rounds.
    func line(comparedWith reference: SimulatorResult) -> String {
        let factor = virtualTime.inSeconds / best.inSeconds
        let nodeHours = factor * Double(benchmark.scenario.nodeCount) / 3_600
        let ratio = eventsPerSecond(best) / reference.eventsPerSecond(reference.best)
        let name = benchmark.name + String(repeating: " ", count: max(0, 22 - benchmark.name.count))
        return name + column("\(eventCount)", 12) + column(best.inSeconds.rounded(to: 3), 9)
            + column(median.inSeconds.rounded(to: 3), 10)
            + column(eventsPerSecond(best).rounded(to: 0), 11)
            + column(eventsPerSecond(median).rounded(to: 0), 10) + column(factor.rounded(to: 0), 13)
            + column(nodeHours.rounded(to: 2), 14) + column(ratio.rounded(to: 2), 14)
    }

    private func column(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.utf8.count)) + text
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Double {
    /// The number in decimal, with that many digits after the point.
    func rounded(to digitCount: Int) -> String {
        let scale = (0..<digitCount).reduce(1) { scale, _ in scale * 10 }
        let units = Int((self * Double(scale)).rounded())
        guard digitCount > 0 else { return "\(units)" }
        let fraction = "\(units % scale)"
        return "\(units / scale)." + String(repeating: "0", count: digitCount - fraction.utf8.count) + fraction
    }
}
