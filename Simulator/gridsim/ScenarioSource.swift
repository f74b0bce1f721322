import GridSimulator

/// Where the scenario of a run comes from.
struct ScenarioSource: Sendable {
    /// What was read from a file; `nil` when each seed chooses a scenario of its own.
    private let scenario: Scenario?
    /// Settings that count more than those of the scenario.
    private let configuration: ConfigurationFile?
    /// What a person types to get the same scenario again.
    let path: String

    /// Reads the file of that name, unless the seed is to choose.
    ///
    /// `configuration`: the path of a file for `gridcached`.
    init(named name: String, configuration path: String?) throws(CommandProblem) {
        let configuration = try path.map { path throws(CommandProblem) in try ConfigurationFile(path) }
        var words = [name]
        if name == Scenario.randomName {
            scenario = nil
            // What is wrong with the settings is wrong for every seed.
            var sample = Scenario(name: name)
            try configuration?.apply(to: &sample)
        } else {
            let file = try ScenarioFile(named: name)
            var scenario = file.scenario
            try configuration?.apply(to: &scenario)
            self.scenario = scenario
            words = [file.path]
        }
        if let path { words += ["--config", path] }
        self.configuration = configuration
        self.path = words.joined(separator: " ")
    }

    func scenario(for seed: UInt64) -> Scenario {
        if let scenario { return scenario }
        var scenario = Scenario.random(seed: seed)
        do throws(CommandProblem) {
            try configuration?.apply(to: &scenario)
        } catch {
            preconditionFailure("settings that suit one scenario do not suit another: \(error.message)")
        }
        return scenario
    }

    /// The seed that the scenario itself names.
    var seed: UInt64? { scenario?.seed }
}
