import GridSimulator

/// Runs one seed in two processes and compares what happened.
struct CheckCommand {
    private let source: ScenarioSource
    private let seed: UInt64

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        let seed = try arguments.number("--seed", atLeast: 0)
        let configuration = try arguments.option("--config")
        let name = try arguments.operand("the scenario")
        try arguments.finish(knowing: ["--seed", "--config"])
        source = try ScenarioSource(named: name, configuration: configuration)
        self.seed = seed ?? source.seed ?? 1
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let words = source.path.split(separator: " ").map(String.init) + ["--seed", "\(seed)"]
        var first = try LineReader(ofOutputFrom: ["run"] + words + ["--trace", "/dev/stdout", "--verbose"])
        var second = try LineReader(ofOutputFrom: ["run"] + words + ["--trace", "/dev/stdout", "--verbose"])
        var number = 0
        while true {
            let (left, right) = (first.next(), second.next())
            number += 1
            guard left == right else {
                print(
                    "\(source.path) with seed \(seed) is not deterministic; line \(number) of the traces differs:"
                )
                print("  one      \(left ?? "the end")")
                print("  another  \(right ?? "the end")")
                return .violated
            }
            guard let left else {
                print(
                    "\(source.path) with seed \(seed): two processes agree in all \(number - 1) lines of their traces"
                )
                return .passed
            }
            if left.contains("\"digest\"") { print(left) }
        }
    }
}
