// Commands about the connection itself, but for those that begin with CLIENT.
extension CommandTable {
    static func ping(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        switch request.count {
        case 1: client.reply.writeSimpleString("PONG")
        case 2: client.reply.writeBulk(request.span(at: 1))
        default: throw .wrongArgumentCount(of: "ping")
        }
        return .replied
    }

    static func echo(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.writeBulk(request.span(at: 1))
        return .replied
    }

    static func quit(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.writeSimpleString("OK")
        return .close
    }

    static func reset(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reset()
        client.reply.writeSimpleString("RESET")
        return .replied
    }

    /// There is one key space, number 0.
    static func select(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        guard let index = request.integer(at: 1) else { throw .notAnInteger }
        guard Int32(exactly: index) != nil else {
            throw CommandError("ERR value is out of range, value must between \(Int32.min) and \(Int32.max)")
        }
        guard index == 0 else { throw CommandError("ERR DB index is out of range") }
        client.reply.writeSimpleString("OK")
        return .replied
    }

    /// No password is ever asked for: as in Redis without one, the default user may give any.
    static func auth(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        switch request.count {
        case 2:
            throw CommandError(
                "ERR AUTH <password> called without any password configured for the default user. "
                    + "Are you sure your configuration is correct?")
        case 3:
            try authenticate(request, userAt: 1)
            client.reply.writeSimpleString("OK")
            return .replied
        default:
            throw .syntax
        }
    }

    private static func authenticate(_ request: RESPRequest, userAt index: Int) throws(CommandError) {
        guard request.bytes(at: index) == Array("default".utf8) else {
            throw CommandError("WRONGPASS invalid username-password pair or user is disabled.")
        }
    }

    /// `HELLO [version [AUTH user password] [SETNAME name]]`: nothing changes when any part is refused.
    static func hello(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        var version = client.reply.version
        var name = client.name
        if request.count > 1 {
            guard let number = request.integer(at: 1) else {
                throw CommandError("ERR Protocol version is not an integer or out of range")
            }
            guard let known = UInt8(exactly: number).flatMap(RESPVersion.init) else {
                throw CommandError("NOPROTO unsupported protocol version")
            }
            version = known
        }
        var index = 2
        while index < request.count {
            if request.isKeyword("AUTH", at: index), index + 2 < request.count {
                try authenticate(request, userAt: index + 1)
                index += 3
            } else if request.isKeyword("SETNAME", at: index), index + 1 < request.count {
                name = try clientName(request, at: index + 1)
                index += 2
            } else {
                throw .unknownOption("Syntax error in HELLO option", request, at: index)
            }
        }
        client.reply.version = version
        client.name = name
        introduceServer(to: &client)
        return .replied
    }

    private static func introduceServer(to client: inout ClientState) {
        client.reply.beginMap(count: 7)
        client.reply.writeBulk("server")
        client.reply.writeBulk("redis")
        client.reply.writeBulk("version")
        client.reply.writeBulk(client.configuration.advertisedRedisVersion)
        client.reply.writeBulk("proto")
        client.reply.writeInteger(Int64(client.reply.version.rawValue))
        client.reply.writeBulk("id")
        client.reply.writeInteger(client.connection.id)
        client.reply.writeBulk("mode")
        client.reply.writeBulk("standalone")
        client.reply.writeBulk("role")
        client.reply.writeBulk("master")
        client.reply.writeBulk("modules")
        client.reply.beginArray(count: 0)
    }
}
