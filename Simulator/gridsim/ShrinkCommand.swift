import GridDocument
import GridSimulator

/// Makes a failing run as small as possible and writes it to a file.
struct ShrinkCommand {
    private let source: SeededSource
    private let timeLimit: Duration
    private let outputPath: String

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        timeLimit = try arguments.duration("--time", in: .seconds(1) ... .seconds(86_400)) ?? .seconds(60)
        outputPath = try arguments.option("--output") ?? "shrunk.json"
        source = try SeededSource(
            &arguments, operand: "the failing run: a recorded file, or a scenario with --seed",
            knowing: ["--time", "--output"])
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let end = ContinuousClock.now + timeLimit
        guard
            var shrinker = Shrinker(
                source.scenario, seed: source.seed, isOver: { ContinuousClock.now >= end })
        else {
            throw CommandProblem(
                message:
                    "\(source.path) with seed \(source.seed) violates nothing: there is nothing to shrink")
        }
        let file = try OutputFile(path: outputPath)
        print("violated   \(shrinker.report.violations.first?.rule.rawValue ?? "")")
        print(shrinker.account)
        shrinker.shrink { print($0.account) }
        file.write(shrinker.report.recorded.document.jsonText)
        try file.close()
        print("replay     gridsim replay \(outputPath)")
        return .violated
    }
}

extension Shrinker {
    /// How small the run is, in a line.
    fileprivate var account: String {
        let requests =
            scenario.workload.selection.map { selection in
                selection.spans.reduce(0) { $0 + $1.numbers.count }
            } ?? report.requestCounts.reduce(0, +)
        return
            "\(runCount) runs: \(scenario.timeline.count) faults, \(scenario.nodeCount) nodes, \(requests) requests, "
            + ScalarSpelling.duration(scenario.duration + scenario.settleTime)
    }
}
