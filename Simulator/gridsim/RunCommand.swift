import GridSimulator

/// Runs one seed of a scenario.
struct RunCommand {
    private let source: ScenarioSource
    private let seed: UInt64
    private let followedKey: Int?
    private let output: RunOutput

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        let seed = try arguments.number("--seed", atLeast: 0)
        let configuration = try arguments.option("--config")
        followedKey = try arguments.number("--key", atLeast: 0).map { Int($0) }
        output = try RunOutput(&arguments)
        let name = try arguments.operand("the scenario")
        try arguments.finish(knowing: ["--seed", "--config", "--key"] + RunOutput.options)
        source = try ScenarioSource(named: name, configuration: configuration)
        self.seed = seed ?? source.seed ?? 1
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let scenario = source.scenario(for: seed)
        if let followedKey, followedKey >= scenario.workload.keyCount {
            throw CommandProblem(
                message: "the workload has \(scenario.workload.keyCount) keys, from 0 on")
        }
        let report = try output.run(scenario, seed: seed, path: source.path) { world in
            world.followedKey = followedKey
        }
        output.tell(report, path: source.path)
        return report.hasPassed ? .passed : .violated
    }
}
