import GridDeterminism
import GridSimulator

/// What the runs of a swarm came to.
struct SwarmTally {
    private(set) var failedSeeds: [UInt64] = []
    private var seedCount = 0
    private var eventCount = 0
    private var virtualTime = Duration.zero
    private var marks = Marks()
    private var slowest: (time: Duration, seed: UInt64)?

    mutating func add(_ report: SimulationReport) {
        seedCount += 1
        eventCount += report.eventCount
        marks.add(report.marks)
        virtualTime += report.endedAt.elapsed(since: .zero)
        guard report.hasPassed else { return failedSeeds.append(report.seed) }
        guard let time = report.convergenceTime else { return }
        if slowest.map({ (time, report.seed) > ($0.time, $0.seed) }) ?? true { slowest = (time, report.seed) }
    }

    /// The end of the swarm in words; equal however the runs were divided among jobs.
    func account(of path: String) -> String {
        var lines = [
            "\(path): \(seedCount) seeds, \(eventCount) events, \(virtualTime) of virtual time",
            failedSeeds.isEmpty ? "PASSED" : "FAILED with seeds \(failedSeeds.sorted())",
        ]
        if let slowest { lines.append("slowest to converge: seed \(slowest.seed), \(slowest.time)") }
        let missing = marks.missing
        lines.append(
            "rare states: \(Mark.allCases.count - missing.count) of \(Mark.allCases.count) were reached")
        lines += missing.map { "  never: \($0.rawValue)" }
        return lines.joined(separator: "\n")
    }
}
