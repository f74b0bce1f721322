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
        guard let text = try option(name) else { return nil }
        guard let number = UInt64(text), number >= minimum, number <= UInt64(Int.max) else {
            throw CommandProblem(message: "\(name) needs a number of at least \(minimum), not '\(text)'")
        }
        return number
    }

    /// Removes the one operand that is left.
    mutating func operand(_ name: String) throws(CommandProblem) -> String {
        guard let index = arguments.firstIndex(where: { !$0.hasPrefix("-") }) else {
            throw CommandProblem(message: "\(name) is missing")
        }
        return arguments.remove(at: index)
    }

    /// Requires that nothing is left.
    func finish(knowing options: [String]) throws(CommandProblem) {
        guard let left = arguments.first else { return }
        let known = options.isEmpty ? "" : "; the options are \(options.joined(separator: ", "))"
        throw CommandProblem(message: "'\(left)' is not understood\(known)")
    }
}
