import GridSimulator

/// Runs one seed of a scenario.
struct RunCommand {
    private let source: ScenarioSource
    private let seed: UInt64
    private let tracePath: String?
    private let followedKey: Int?

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        let seed = try arguments.number("--seed", atLeast: 0)
        let configuration = try arguments.option("--config")
        tracePath = try arguments.option("--trace")
        followedKey = try arguments.number("--key", atLeast: 0).map { Int($0) }
        let name = try arguments.operand("the scenario")
        try arguments.finish(knowing: ["--seed", "--config", "--trace", "--key"])
        source = try ScenarioSource(named: name, configuration: configuration)
        self.seed = seed ?? source.seed ?? 1
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let trace = try tracePath.map { path throws(CommandProblem) in try TraceFile(path: path) }
        let scenario = source.scenario(for: seed)
        let world = World(scenario, seed: seed, traceSink: trace.map { trace in trace.write })
        if let followedKey, followedKey >= scenario.workload.keyCount {
            throw CommandProblem(
                message: "the workload has \(scenario.workload.keyCount) keys, from 0 on")
        }
        world.followedKey = followedKey
        let report = world.run()
        trace?.close()
        print(report.account(path: source.path))
        return report.hasPassed ? .passed : .violated
    }
}
