/// All commands by name: what they are called, what they take, what they do.
///
/// The table is the single place that knows the commands. Dispatch, errors about arguments and everything that
/// `COMMAND` tells come from it.
package struct CommandTable: Sendable {
    /// The commands, ordered by the length of their names and then by their letters.
    let commands: [CommandSpecification]
    private let names: [PackedName]
    /// Where to find a name: 1 + its index at the place that its hash names, or in the next that is free; 0 where free.
    private let places: [UInt8]

    init(_ commands: [CommandSpecification]) {
        let pairs = commands.map { (name: PackedName(known: $0.name), command: $0) }
            .sorted { $0.name < $1.name }
        for (left, right) in zip(pairs, pairs.dropFirst()) {
            precondition(left.name < right.name, "two commands have the name \(left.command.name)")
        }
        self.commands = pairs.map(\.command)
        names = pairs.map(\.name)
        precondition(pairs.count < PackedName.placeCount / 2, "there are too many commands: \(pairs.count)")
        var places = [UInt8](repeating: 0, count: PackedName.placeCount)
        for index in pairs.indices {
            var place = pairs[index].name.place
            while places[place] != 0 { place = (place + 1) % PackedName.placeCount }
            places[place] = UInt8(index + 1)
        }
        self.places = places
    }

    /// The command that an argument of a client names, in any case of letters.
    func command(named name: Span<UInt8>) -> CommandSpecification? {
        guard let index = index(of: name) else { return nil }
        return commands[index]
    }

    /// Finds what `request` asks for and checks the number of its arguments.
    func handler(of request: RESPRequest) throws(CommandError) -> CommandHandler {
        guard let index = index(of: request.span(at: 0)) else { throw .unknownCommand(request) }
        let command = commands[index]
        if command.subcommands.isEmpty || request.count == 1 {
            return try Self.checkedHandler(of: command, request)
        }
        guard let subcommand = command.subcommand(named: request.span(at: 1)) else {
            throw .unknownSubcommand(request, of: command.name)
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
        var place = name.place
        while places[place] != 0 {
            let index = Int(places[place]) - 1
            if names[index] == name { return index }
            place = (place + 1) % PackedName.placeCount
        }
        return nil
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

    /// How many places a table has; a power of two, above twice the number of commands.
    static var placeCount: Int { 256 }

    /// Where the search for the name begins: the upper bits of a product mix all its letters.
    var place: Int {
        Int(truncatingIfNeeded: ((low ^ high) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }

    static func < (left: PackedName, right: PackedName) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
