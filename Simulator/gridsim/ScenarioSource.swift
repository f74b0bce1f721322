import GridSimulator

/// Where the scenario of a run comes from.
enum ScenarioSource: Sendable {
    case file(ScenarioFile)
    /// Each seed chooses a scenario of its own.
    case random

    /// Reads the file of that name, unless the seed is to choose.
    init(named name: String) throws(CommandProblem) {
        self = name == Scenario.randomName ? .random : .file(try ScenarioFile(named: name))
    }

    func scenario(for seed: UInt64) -> Scenario {
        switch self {
        case .file(let file): file.scenario
        case .random: .random(seed: seed)
        }
    }

    /// What a person types to get the same scenario again.
    var path: String {
        switch self {
        case .file(let file): file.path
        case .random: Scenario.randomName
        }
    }
}
