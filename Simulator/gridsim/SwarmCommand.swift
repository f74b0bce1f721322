import GridDeterminism
import GridDocument
import GridSimulator

/// Runs many seeds of a scenario, several at a time, until one fails or all are done.
struct SwarmCommand {
    private let source: ScenarioSource
    private let first: UInt64
    /// How many seeds; `nil` for as many as there is time for.
    private let count: UInt64?
    private let jobCount: Int
    private let timeLimit: Duration?
    private let collectsFailures: Bool
    private let junitFile: OutputFile?

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        count = try arguments.number("--seeds", atLeast: 1)
        first = try arguments.number("--first", atLeast: 0) ?? 1
        jobCount = Int(try arguments.number("--jobs", in: 1...256) ?? 1)
        timeLimit = try arguments.duration("--time", in: .seconds(1) ... .seconds(604_800))
        collectsFailures = arguments.flag("--collect")
        let configuration = try arguments.option("--config")
        let junitPath = try arguments.option("--junit")
        let name = arguments.optionalOperand() ?? Scenario.randomName
        try arguments.finish(
            knowing: ["--seeds", "--first", "--jobs", "--time", "--config", "--collect", "--junit"])
        guard count != nil || timeLimit != nil else {
            throw CommandProblem(message: "--seeds N or --time T is missing: how much to run")
        }
        source = try ScenarioSource(named: name, configuration: configuration)
        junitFile = try junitPath.map(OutputFile.init)
    }

    func run() async throws(CommandProblem) -> ExitStatus {
        var tally = SwarmTally()
        var junit = JUnitReport(path: source.path)
        var progress = SwarmDisplay(SwarmProgress(seedLimit: count, timeLimit: timeLimit))
        let deadline = timeLimit.map { ContinuousClock.now + $0 }
        await withTaskGroup(of: SeedResult.self) { group in
            var seeds = SeedSupply(first: first, count: count)
            var order = SeedOrder(first: first)
            for _ in 0..<jobCount { startNext(from: &seeds, in: &group) }
            while let result = await group.next() {
                progress.update(with: result)
                for report in order.add(result.report) where goesOn(after: tally) {
                    tally.add(report)
                    junit.add(report)
                    guard !report.hasPassed else { continue }
                    progress.erase()
                    tell(of: report)
                }
                let isOver = deadline.map { ContinuousClock.now >= $0 } ?? false
                if !isOver, goesOn(after: tally) { startNext(from: &seeds, in: &group) }
            }
        }
        progress.end()
        print(tally.account(of: source.path))
        junitFile?.write(junit.xml)
        try junitFile?.close()
        return tally.failedSeeds.isEmpty ? .passed : .violated
    }

    /// Whether further seeds count: none after the first failure, unless failures are collected.
    private func goesOn(after tally: SwarmTally) -> Bool { collectsFailures || tally.failedSeeds.isEmpty }

    private func startNext(from seeds: inout SeedSupply, in group: inout TaskGroup<SeedResult>) {
        guard let seed = seeds.next() else { return }
        let scenario = source.scenario(for: seed)
        group.addTask {
            let start = ContinuousClock.now
            let report = World(scenario, seed: seed).run()
            return SeedResult(report: report, time: ContinuousClock.now - start)
        }
    }

    /// One screen about a failure, or one line for each when they are collected.
    private func tell(of report: SimulationReport) {
        guard collectsFailures else {
            return print(report.summary(path: source.path, style: TextStyle(hasColors: Terminal.showsColors)))
        }
        let rule = report.violations.first.map { ": \($0.rule.rawValue)" } ?? ""
        print("FAILED     gridsim run \(source.path) --seed \(report.seed)\(rule)")
    }
}

/// The seeds that are still to be run, in order.
private struct SeedSupply {
    private var upcoming: UInt64
    private var left: UInt64

    init(first: UInt64, count: UInt64?) {
        upcoming = first
        left = count ?? .max
    }

    mutating func next() -> UInt64? {
        guard left > 0 else { return nil }
        left -= 1
        defer { upcoming &+= 1 }
        return upcoming
    }
}

/// Puts reports back into the order of their seeds, so that nothing depends on which job was faster.
private struct SeedOrder {
    private var next: UInt64
    /// What is ready too early.
    private var waiting: [SimulationReport] = []

    init(first: UInt64) {
        next = first
    }

    /// Takes a report; returns those whose turn it is now.
    mutating func add(_ report: SimulationReport) -> [SimulationReport] {
        waiting.append(report)
        var ready: [SimulationReport] = []
        while let index = waiting.firstIndex(where: { $0.seed == next }) {
            ready.append(waiting.remove(at: index))
            next &+= 1
        }
        return ready
    }
}
