private import GridDeterminism

// The subcommands of CLIENT.
extension CommandTable {
    /// Reads a name for the connection: empty, or printable ASCII without spaces.
    static func clientName(_ request: RESPRequest, at index: Int) throws(CommandError) -> [UInt8] {
        let name = request.bytes(at: index)
        guard isPrintable(name) else {
            throw CommandError("ERR Client names cannot contain spaces, newlines or special characters.")
        }
        return name
    }

    private static func isPrintable(_ text: [UInt8]) -> Bool {
        text.allSatisfy { (0x21...0x7E).contains($0) }
    }

    static func clientSetName(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        client.name = try clientName(request, at: 2)
        client.reply.writeSimpleString("OK")
        return .replied
    }

    static func clientGetName(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        if client.name.isEmpty {
            client.reply.writeNull()
        } else {
            client.reply.writeBulk(client.name)
        }
        return .replied
    }

    static func clientSetInfo(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        let value = request.bytes(at: 3)
        let isName = request.isKeyword("LIB-NAME", at: 2)
        guard isName || request.isKeyword("LIB-VER", at: 2) else {
            throw .unknownOption("Unrecognized option", request, at: 2)
        }
        guard isPrintable(value) else {
            let attribute = isName ? "lib-name" : "lib-ver"
            throw CommandError("ERR \(attribute) cannot contain spaces, newlines or special characters.")
        }
        if isName { client.libraryName = value } else { client.libraryVersion = value }
        client.reply.writeSimpleString("OK")
        return .replied
    }

    static func clientID(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.writeInteger(client.connection.id)
        return .replied
    }

    static func clientInfo(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.writeVerbatim(description(of: client, command: "client|info"))
        return .replied
    }

    /// Lists the asking connection alone: a session does not know the others.
    static func clientList(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        var isListed = true
        if request.count == 4, request.isKeyword("TYPE", at: 2) {
            isListed = request.isKeyword("NORMAL", at: 3)
            let otherTypes: [StaticString] = ["MASTER", "REPLICA", "SLAVE", "PUBSUB"]
            guard isListed || otherTypes.contains(where: { request.isKeyword($0, at: 3) }) else {
                throw .unknownOption("Unknown client type", request, at: 3)
            }
        } else if request.count > 3, request.isKeyword("ID", at: 2) {
            isListed = false
            for index in 3..<request.count {
                guard let id = request.integer(at: index), id >= 0 else {
                    throw CommandError("ERR Invalid client ID")
                }
                isListed = isListed || id == client.connection.id
            }
        } else if request.count != 2 {
            throw .syntax
        }
        client.reply.writeVerbatim(isListed ? description(of: client, command: "client|list") : "")
        return .replied
    }

    /// The connection as `CLIENT LIST` describes it, in one line.
    private static func description(of client: ClientState, command: String) -> String {
        let connection = client.connection
        let age = client.now.elapsed(since: connection.openedAt).components.seconds
        return """
            id=\(connection.id) addr=\(connection.remoteAddress) laddr=\(connection.localAddress) \
            name=\(String(decoding: client.name, as: UTF8.self)) age=\(age) idle=0 flags=N db=0 sub=0 psub=0 ssub=0 \
            multi=-1 cmd=\(command) user=default resp=\(client.reply.version.rawValue) \
            lib-name=\(String(decoding: client.libraryName, as: UTF8.self)) \
            lib-ver=\(String(decoding: client.libraryVersion, as: UTF8.self))

            """
    }

    /// `CLIENT NO-EVICT` and `CLIENT NO-TOUCH`: connections are not evicted, so there is nothing to switch.
    static func clientSwitch(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        guard request.isKeyword("ON", at: 2) || request.isKeyword("OFF", at: 2) else { throw .syntax }
        client.reply.writeSimpleString("OK")
        return .replied
    }

    /// Every request is answered: a client that does not want replies cannot be told of failures.
    static func clientReply(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        if request.isKeyword("OFF", at: 2) || request.isKeyword("SKIP", at: 2) {
            throw CommandError("ERR CLIENT REPLY OFF and SKIP are not supported: every request is answered")
        }
        guard request.isKeyword("ON", at: 2) else { throw .syntax }
        client.reply.writeSimpleString("OK")
        return .replied
    }
}
