import GridSimulator

/// Runs many seeds of a scenario, until one fails.
struct SwarmCommand {
    private let file: ScenarioFile
    private let first: UInt64
    private let count: UInt64

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        guard let count = try arguments.number("--seeds", atLeast: 1) else {
            throw CommandProblem(message: "--seeds N is missing: how many seeds to run")
        }
        self.count = count
        first = try arguments.number("--first", atLeast: 0) ?? 1
        let name = try arguments.operand("the scenario")
        try arguments.finish(knowing: ["--seeds", "--first"])
        file = try ScenarioFile(named: name)
    }

    func run() throws(CommandProblem) -> ExitStatus {
        var slowest: (seed: UInt64, time: Duration)?
        for seed in first..<first + count {
            let report = World(file.scenario, seed: seed).run()
            guard report.hasPassed else {
                print(report.account(path: file.path))
                return .violated
            }
            if let time = report.convergenceTime, time > slowest?.time ?? .zero { slowest = (seed, time) }
        }
        print("\(file.scenario.name): seeds \(first) to \(first + count - 1) PASSED")
        if let slowest { print("slowest to converge: seed \(slowest.seed), \(slowest.time)") }
        return .passed
    }
}
