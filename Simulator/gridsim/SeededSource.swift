import GridSimulator

/// The scenario and the seed that a command is about, as `SCENARIO [--seed N] [--config FILE]` names them.
struct SeededSource {
    private let source: ScenarioSource
    /// The one that was asked for, or that of the scenario, or 1.
    let seed: UInt64

    /// Takes all that is left of the arguments, after those that the command takes itself.
    ///
    /// `operand`: what a message calls the scenario. `options`: what the command has taken.
    init(
        _ arguments: inout ArgumentReader, operand: String = "the scenario", knowing options: [String] = []
    ) throws(CommandProblem) {
        let seed = try arguments.number("--seed", atLeast: 0)
        let configuration = try arguments.option("--config")
        let name = try arguments.operand(operand)
        try arguments.finish(knowing: ["--seed", "--config"] + options)
        source = try ScenarioSource(named: name, configuration: configuration)
        self.seed = seed ?? source.seed ?? 1
    }

    var scenario: Scenario { source.scenario(for: seed) }

    /// What a person types to get the same scenario again.
    var path: String { source.path }
}
