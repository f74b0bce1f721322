import GridDeterminism
import GridSimulator

/// One run of a swarm and how long it took.
struct SeedResult: Sendable {
    let report: SimulationReport
    let time: Duration
}

/// Shows on standard error how far a swarm has come, if a person looks at it.
struct SwarmDisplay {
    private var progress: SwarmProgress
    private var slowest: (seed: UInt64, time: Duration)?
    private let isShown = Terminal.showsProgress
    private let start = ContinuousClock.now
    private var latestLine: ContinuousClock.Instant?

    private static let interval: Duration = .milliseconds(200)

    init(_ progress: SwarmProgress) {
        self.progress = progress
    }

    mutating func update(with result: SeedResult) {
        guard isShown else { return }
        let now = ContinuousClock.now
        progress.seedCount += 1
        progress.eventCount += result.report.eventCount
        progress.failureCount += result.report.hasPassed ? 0 : 1
        progress.elapsed = now - start
        if slowest.map({ result.time > $0.time }) ?? true { slowest = (result.report.seed, result.time) }
        guard latestLine.map({ now - $0 >= Self.interval }) ?? true else { return }
        latestLine = now
        writeToStandardError("\r\(progress.line)\u{1B}[K")
    }

    /// Makes room for a line of the result.
    func erase() {
        if isShown { writeToStandardError("\r\u{1B}[K") }
    }

    /// Leaves the last state and what took longest.
    func end() {
        guard isShown else { return }
        writeToStandardError("\r\(progress.line)\u{1B}[K\n")
        if let slowest { printToStandardError("slowest to run: seed \(slowest.seed), \(slowest.time)") }
    }
}
