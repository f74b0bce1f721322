import GridDeterminism
import GridSimulator

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
        return "\(units / scale)." + String(repeating: "0", count: digitCount - fraction.utf8.count)
            + fraction
    }
}
