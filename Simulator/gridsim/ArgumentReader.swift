import GridDocument

/// Takes options and operands from the arguments of a command.
struct ArgumentReader {
    private var arguments: [String]

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Removes `--name VALUE` or `--name=VALUE` and returns the value.
    mutating func option(_ name: String) throws(CommandProblem) -> String? {
        let prefix = "\(name)="
        guard let index = arguments.firstIndex(where: { $0 == name || $0.hasPrefix(prefix) }) else {
            return nil
        }
        let argument = arguments.remove(at: index)
        if argument.hasPrefix(prefix) { return String(argument.dropFirst(prefix.count)) }
        guard index < arguments.count else { throw CommandProblem(message: "\(name) needs a value") }
        return arguments.remove(at: index)
    }

    /// Removes an option whose value is a number of at least `minimum`.
    mutating func number(_ name: String, atLeast minimum: UInt64) throws(CommandProblem) -> UInt64? {
        try number(name, in: minimum...UInt64(Int.max))
    }

    /// Removes an option whose value is a number in `range`.
    mutating func number(_ name: String, in range: ClosedRange<UInt64>) throws(CommandProblem) -> UInt64? {
        guard let text = try option(name) else { return nil }
        guard let number = UInt64(text), range.contains(number) else {
            throw CommandProblem(
                message:
                    "\(name) needs a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    /// Removes an option whose value is a duration such as `5m`.
    mutating func duration(
        _ name: String, in range: ClosedRange<Duration>
    ) throws(CommandProblem) -> Duration? {
        guard let text = try option(name) else { return nil }
        switch ScalarKind.duration(in: range).parse(text) {
        case .success(let duration): return duration
        case .failure(let problem): throw CommandProblem(message: "\(name): \(problem)")
        }
    }

    /// Removes an option without a value; returns whether it was there.
    mutating func flag(_ name: String) -> Bool {
        guard let index = arguments.firstIndex(of: name) else { return false }
        arguments.remove(at: index)
        return true
    }

    /// Removes the first operand, if there is one.
    mutating func optionalOperand() -> String? {
        arguments.firstIndex { !$0.hasPrefix("-") }.map { arguments.remove(at: $0) }
    }

    /// Removes the one operand that is left.
    mutating func operand(_ name: String) throws(CommandProblem) -> String {
        guard let operand = optionalOperand() else { throw CommandProblem(message: "\(name) is missing") }
        return operand
    }

    /// What nobody has taken.
    var rest: [String] { arguments }

    /// Requires that nothing is left.
    func finish(knowing options: [String]) throws(CommandProblem) {
        guard let left = arguments.first else { return }
        let known = options.isEmpty ? "" : "; the options are \(options.joined(separator: ", "))"
        throw CommandProblem(message: "'\(left)' is not understood\(known)")
    }
}
