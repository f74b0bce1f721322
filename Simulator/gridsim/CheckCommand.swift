import GridSimulator

/// Runs one seed in two processes and compares what happened.
struct CheckCommand {
    private let source: SeededSource

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        source = try SeededSource(&arguments)
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let arguments =
            ["run"] + source.path.split(separator: " ").map(String.init)
            + ["--seed", "\(source.seed)", "--trace", "/dev/stdout", "--verbose"]
        var first = try LineReader(ofOutputFrom: arguments)
        var second = try LineReader(ofOutputFrom: arguments)
        var number = 0
        let name = "\(source.path) with seed \(source.seed)"
        while true {
            let (left, right) = (first.next(), second.next())
            number += 1
            guard left == right else {
                print(
                    "\(name) is not deterministic; line \(number) of the traces differs:"
                )
                print("  one      \(left ?? "the end")")
                print("  another  \(right ?? "the end")")
                return .violated
            }
            guard let left else {
                print(
                    "\(name): two processes agree in all \(number - 1) lines of their traces"
                )
                return .passed
            }
            if left.contains("\"digest\"") { print(left) }
        }
    }
}
