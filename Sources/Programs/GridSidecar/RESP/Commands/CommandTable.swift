/// All commands by name: what they are called, what they take, what they do.
///
/// The table is the single place that knows the commands. Dispatch, errors about arguments and everything that
/// `COMMAND` tells come from it.
package struct CommandTable: Sendable {
    /// The commands, ordered by ``names``.
    let commands: [CommandSpecification]
    private let names: [PackedName]

    init(_ commands: [CommandSpecification]) {
        let pairs = commands.map { (name: PackedName(known: $0.name), command: $0) }
            .sorted { $0.name < $1.name }
        for (left, right) in zip(pairs, pairs.dropFirst()) {
            precondition(left.name < right.name, "two commands have the name \(left.command.name)")
        }
        self.commands = pairs.map(\.command)
        names = pairs.map(\.name)
    }

    /// The command that an argument of a client names, in any case of letters.
    func command(named name: Span<UInt8>) -> CommandSpecification? {
        guard let index = index(of: name) else { return nil }
        return commands[index]
    }

    /// Finds what `request` asks for and checks the number of its arguments.
    func handler(of request: RESPRequest) throws(CommandError) -> CommandHandler {
        guard let index = index(of: request.span(at: 0)) else { throw .unknownCommand(request) }
        if commands[index].subcommands.isEmpty || request.count == 1 {
            return try Self.checkedHandler(of: commands[index], request)
        }
        guard let subcommand = commands[index].subcommand(named: request.span(at: 1)) else {
            throw .unknownSubcommand(request, of: commands[index].name)
        }
        return try Self.checkedHandler(of: subcommand, request)
    }

    private static func checkedHandler(
        of command: CommandSpecification, _ request: RESPRequest
    ) throws(CommandError) -> CommandHandler {
        guard command.accepts(argumentCount: request.count), let handler = command.handler else {
            throw .wrongArgumentCount(of: command.name)
        }
        return handler
    }

    private func index(of name: Span<UInt8>) -> Int? {
        guard let name = PackedName(name) else { return nil }
        var lower = 0
        var upper = names.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if names[middle] < name { lower = middle + 1 } else { upper = middle }
        }
        guard lower < names.count, names[lower] == name else { return nil }
        return lower
    }
}

extension CommandSpecification {
    /// The subcommand that an argument of a client names, in any case of letters.
    func subcommand(named name: Span<UInt8>) -> CommandSpecification? {
        subcommands.first { subcommand in
            let expected = subcommand.lastName.utf8
            guard expected.count == name.count else { return false }
            return zip(expected, name.indices).allSatisfy { $0 == name[$1].lowercasedASCII }
        }
    }
}

/// A name of up to 16 bytes in two machine words, so that finding a command compares no strings.
private struct PackedName: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    /// Packs a name that a client sent, in lower case; `nil` when no command's name is so long.
    init?(_ name: Span<UInt8>) {
        guard name.count <= 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in name.indices {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(name[index].lowercasedASCII)
        }
        // Shifted in from the right, a name that begins with a zero byte is like one without it.
        guard name.count > 0, name[0] != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// Packs a name of the table.
    init(known name: String) {
        let bytes = Array(name.utf8)
        guard let packed = PackedName(bytes.span) else {
            preconditionFailure("a command's name has 1 to 16 bytes: \(name)")
        }
        self = packed
    }

    static func < (left: PackedName, right: PackedName) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
