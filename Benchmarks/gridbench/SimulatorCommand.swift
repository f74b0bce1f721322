/// Runs the standard clusters of the simulator, several times in turn, and prints what they took.
struct SimulatorCommand {
    private var roundCount = 5
    private var benchmarks = SimulatorBenchmark.standard

    private static let roundCounts = 1...1_000

    init(_ arguments: ArraySlice<String>) throws(CommandProblem) {
        var rest = arguments
        while let option = rest.popFirst() {
            guard option == "--rounds" || option == "--only" else {
                throw CommandProblem(
                    message: "'\(option)' is not understood; the options are --rounds and --only")
            }
            guard let value = rest.popFirst() else {
                throw CommandProblem(message: "\(option) needs a value")
            }
            if option == "--only" { try select(value) } else { try setRoundCount(value) }
        }
    }

    private mutating func setRoundCount(_ text: String) throws(CommandProblem) {
        guard let count = Int(text), Self.roundCounts.contains(count) else {
            let (least, most) = (Self.roundCounts.lowerBound, Self.roundCounts.upperBound)
            throw CommandProblem(message: "--rounds needs a number from \(least) to \(most), not '\(text)'")
        }
        roundCount = count
    }

    private mutating func select(_ text: String) throws(CommandProblem) {
        benchmarks.removeAll { !$0.name.contains(text) }
        guard benchmarks.isEmpty else { return }
        let names = SimulatorBenchmark.standard.map(\.name).joined(separator: "; ")
        throw CommandProblem(message: "no benchmark has '\(text)' in its name; there are \(names)")
    }

    /// In turn, because a machine is not equally fast all the time: what is compared ran at about the same time.
    func run() throws(CommandProblem) {
        var results = benchmarks.map { SimulatorResult(benchmark: $0) }
        for _ in 0..<roundCount {
            for index in results.indices { try results[index].measure() }
        }
        print(SimulatorResult.heading)
        for result in results { print(result.line(comparedWith: results[0])) }
    }
}
