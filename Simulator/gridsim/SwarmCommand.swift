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

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        count = try arguments.number("--seeds", atLeast: 1)
        first = try arguments.number("--first", atLeast: 0) ?? 1
        jobCount = Int(try arguments.number("--jobs", in: 1...256) ?? 1)
        timeLimit = try arguments.duration("--time", in: .seconds(1) ... .seconds(604_800))
        collectsFailures = arguments.flag("--collect")
        let configuration = try arguments.option("--config")
        let name = arguments.optionalOperand() ?? Scenario.randomName
        try arguments.finish(
            knowing: ["--seeds", "--first", "--jobs", "--time", "--config", "--collect"])
        guard count != nil || timeLimit != nil else {
            throw CommandProblem(message: "--seeds N or --time T is missing: how much to run")
        }
        source = try ScenarioSource(named: name, configuration: configuration)
    }

    func run() async -> ExitStatus {
        var tally = SwarmTally()
        let deadline = timeLimit.map { ContinuousClock.now + $0 }
        await withTaskGroup(of: SimulationReport.self) { group in
            var seeds = SeedSupply(first: first, count: count)
            for _ in 0..<jobCount { startNext(from: &seeds, in: &group) }
            while let report = await group.next() {
                tally.add(report)
                if !report.hasPassed { tell(of: report) }
                let isOver = deadline.map { ContinuousClock.now >= $0 } ?? false
                if isOver || (!collectsFailures && !tally.failedSeeds.isEmpty) { continue }
                startNext(from: &seeds, in: &group)
            }
        }
        print(tally.account(of: source.path))
        return tally.failedSeeds.isEmpty ? .passed : .violated
    }

    private func startNext(from seeds: inout SeedSupply, in group: inout TaskGroup<SimulationReport>) {
        guard let seed = seeds.next() else { return }
        let scenario = source.scenario(for: seed)
        group.addTask { World(scenario, seed: seed).run() }
    }

    /// The whole account of a failure, or one line for each when they are collected.
    private func tell(of report: SimulationReport) {
        guard collectsFailures else { return print(report.account(path: source.path)) }
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
