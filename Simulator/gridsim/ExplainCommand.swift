import GridSimulator

/// Tells what will happen in a scenario.
struct ExplainCommand {
    private let source: SeededSource

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        source = try SeededSource(&arguments)
    }

    func run() -> ExitStatus {
        print(source.scenario.explanation)
        return .passed
    }
}
