import GridSimulator

/// Runs one seed of a scenario.
struct RunCommand {
    private let source: SeededSource
    private let followedKey: Int?
    private let output: RunOutput

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        followedKey = try arguments.number("--key", atLeast: 0).map { Int($0) }
        output = try RunOutput(&arguments)
        source = try SeededSource(&arguments, knowing: ["--key"] + RunOutput.options)
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let scenario = source.scenario
        if let followedKey, followedKey >= scenario.workload.keyCount {
            throw CommandProblem(
                message: "the workload has \(scenario.workload.keyCount) keys, from 0 on")
        }
        let report = try output.run(scenario, seed: source.seed, path: source.path) { world in
            world.followedKey = followedKey
        }
        output.tell(report, path: source.path)
        return report.hasPassed ? .passed : .violated
    }
}
