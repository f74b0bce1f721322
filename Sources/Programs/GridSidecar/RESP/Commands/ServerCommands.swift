private import GridDeterminism

// Commands about the server as a whole.
extension CommandTable {
    static func countEntries(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .administer(.countEntries)
    }

    /// `FLUSHALL` and `FLUSHDB`: there is one key space, so they are the same.
    static func flush(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        guard
            request.count == 1
                || request.count == 2
                    && (request.isKeyword("ASYNC", at: 1) || request.isKeyword("SYNC", at: 1))
        else {
            throw .syntax
        }
        return .administer(.removeAllEntries)
    }

    static func info(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .administer(.describe(sections: (1..<request.count).map { request.text(at: $0).lowercased() }))
    }

    static func listSettings(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .administer(.listSettings(matching: request.bytes(from: 2).map { GlobPattern($0) }))
    }

    static func refuseSetting(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        throw CommandError(
            "ERR CONFIG SET is not supported: the configuration is read when the server starts")
    }

    /// Seconds since 1970 and the microseconds of the current one; the clock has milliseconds.
    static func tellTime(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        client.reply.beginArray(count: 2)
        client.reply.writeBulk("\(client.now.milliseconds / 1000)")
        client.reply.writeBulk("\(client.now.milliseconds % 1000 * 1000)")
        return .replied
    }
}
