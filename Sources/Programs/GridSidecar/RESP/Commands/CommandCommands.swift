// COMMAND and its subcommands: what the command table tells about itself.
extension CommandTable {
    static func describeAllCommands(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let commands = standard.commands
        client.reply.beginArray(count: commands.count)
        for command in commands { client.reply.write(command) }
        return .replied
    }

    static func countCommands(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.writeInteger(Int64(standard.commands.count))
        return .replied
    }

    /// `COMMAND INFO [name …]`: all commands when none is named.
    static func describeCommands(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        guard request.count > 2 else { return describeAllCommands(request, &client) }
        // The description of a command is much longer than its name.
        guard request.count - 2 <= 1024 else {
            throw CommandError("ERR at most 1024 commands are described at once")
        }
        client.reply.beginArray(count: request.count - 2)
        for index in 2..<request.count {
            if let command = standard.command(withFullName: request.bytes(at: index)) {
                client.reply.write(command)
            } else {
                client.reply.writeNull()
            }
        }
        return .replied
    }

    /// There are no texts about commands; clients take an empty map for that.
    static func documentCommands(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.beginMap(count: 0)
        return .replied
    }

    /// `CLIENT HELP` and its like: the names of the subcommands.
    static func listSubcommands(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let subcommands = standard.command(named: request.span(at: 0))?.subcommands ?? []
        client.reply.beginArray(count: 1 + subcommands.count)
        let container = request.text(at: 0).uppercased()
        client.reply.writeSimpleString("\(container) <subcommand> [<argument> ...]. Subcommands are:")
        for subcommand in subcommands { client.reply.writeSimpleString(subcommand.lastName.uppercased()) }
        return .replied
    }

    /// `COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN pattern]`.
    static func listCommands(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        var commands = standard.commands.flatMap { [$0] + $0.subcommands }
        if request.count == 5, request.isKeyword("FILTERBY", at: 2) {
            if request.isKeyword("MODULE", at: 3) {
                commands = []
            } else if request.isKeyword("ACLCAT", at: 3) {
                let category = "@" + request.text(at: 4).lowercased()
                commands = commands.filter { $0.categories.contains(category) }
            } else if request.isKeyword("PATTERN", at: 3) {
                let pattern = GlobPattern(request.bytes(at: 4))
                commands = commands.filter { pattern.matches($0.name) }
            } else {
                throw .syntax
            }
        } else if request.count != 2 {
            throw .syntax
        }
        client.reply.beginArray(count: commands.count)
        for command in commands { client.reply.writeBulk(command.name) }
        return .replied
    }

    /// `COMMAND GETKEYS command argument …`.
    static func findKeys(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        guard var command = standard.command(named: request.span(at: 2)) else {
            throw CommandError("ERR Invalid command specified")
        }
        if !command.subcommands.isEmpty {
            guard let subcommand = command.subcommand(named: request.span(at: 3)) else {
                throw CommandError("ERR Invalid command specified")
            }
            command = subcommand
        }
        let argumentCount = request.count - 2
        guard command.keys != .none else { throw CommandError("ERR The command has no key arguments") }
        guard command.accepts(argumentCount: argumentCount) else {
            throw CommandError("ERR Invalid number of arguments specified for command")
        }
        let indices = Array(command.keys.indices(argumentCount: argumentCount))
        client.reply.beginArray(count: indices.count)
        for index in indices { client.reply.writeBulk(request.span(at: 2 + index)) }
        return .replied
    }
}

extension CommandTable {
    /// The command with this name, which is `container|name` for a subcommand.
    fileprivate func command(withFullName name: [UInt8]) -> CommandSpecification? {
        guard let bar = name.firstIndex(of: UInt8(ascii: "|")) else { return command(named: name.span) }
        let container = command(named: name.span.extracting(..<bar))
        return container?.subcommand(named: name.span.extracting((bar + 1)...))
    }
}

extension RESPWriter {
    /// Writes the ten fields by which Redis describes a command.
    ///
    /// The last but one would tell positions of keys in more detail than the fourth to sixth; for these commands they
    /// say all there is.
    fileprivate mutating func write(_ command: CommandSpecification) {
        beginArray(count: 10)
        writeBulk(command.name)
        writeInteger(Int64(command.arity))
        writeStatusSet(command.flags.names)
        writeInteger(Int64(command.keys.first))
        writeInteger(Int64(command.keys.last))
        writeInteger(Int64(command.keys.step))
        writeStatusSet(command.categories)
        beginSet(count: 0)
        beginSet(count: 0)
        beginArray(count: command.subcommands.count)
        for subcommand in command.subcommands { write(subcommand) }
    }

    private mutating func writeStatusSet(_ names: [String]) {
        beginSet(count: names.count)
        for name in names { writeSimpleString(name) }
    }
}
