import GridSimulator

/// Tells what will happen in a scenario.
struct ExplainCommand {
    private let source: ScenarioSource
    private let seed: UInt64

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        seed = try arguments.number("--seed", atLeast: 0) ?? 1
        let configuration = try arguments.option("--config")
        let name = try arguments.operand("the scenario")
        try arguments.finish(knowing: ["--seed", "--config"])
        source = try ScenarioSource(named: name, configuration: configuration)
    }

    func run() -> ExitStatus {
        print(source.scenario(for: seed).explanation)
        return .passed
    }
}
