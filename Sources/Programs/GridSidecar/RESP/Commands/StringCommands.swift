private import GridReplication

// Commands that read and store values.
extension CommandTable {
    static func get(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .perform(client.read(request.bytes(at: 1)), then: .value)
    }

    static func getMany(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .performAll((1..<request.count).map { client.read(request.bytes(at: $0)) }, then: .values)
    }

    static func countValueBytes(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .perform(client.read(request.bytes(at: 1)), then: .valueByteCount)
    }

    /// `SET key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT time | PXAT time | KEEPTTL]`.
    static func set(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        let options = try StringOptions(request, from: 3, for: .set, at: client.now)
        let update = EntryUpdate(
            key: request.bytes(at: 1), condition: options.condition, value: .store(request.bytes(at: 2)),
            expiry: options.expiry ?? client.defaultExpiry, reportsPrevious: options.returnsPrevious)
        let reply: PendingReply = options.condition == .always ? .okay : .okayOrNull
        return .perform(client.change(update), then: options.returnsPrevious ? .previousValue : reply)
    }

    static func setWithSeconds(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        try setExpiring(request, client, unit: .seconds)
    }

    static func setWithMilliseconds(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        try setExpiring(request, client, unit: .milliseconds)
    }

    private static func setExpiring(
        _ request: RESPRequest, _ client: ClientState, unit: TimeUnit
    ) throws(CommandError) -> CommandOutcome {
        let expiry = try request.positiveExpiry(at: 2, unit: unit, after: client.now)
        let update = EntryUpdate(
            key: request.bytes(at: 1), value: .store(request.bytes(at: 3)), expiry: .at(expiry))
        return .perform(client.change(update), then: .okay)
    }

    static func setIfAbsent(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let update = EntryUpdate(
            key: request.bytes(at: 1), condition: .ifAbsent, value: .store(request.bytes(at: 2)),
            expiry: client.defaultExpiry)
        return .perform(client.change(update), then: .isApplied)
    }

    /// `MSET key value …`: the keys are written side by side, not as one.
    ///
    /// When a key is named twice only its last value is written, because the order of writes side by side is open.
    static func setMany(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        guard request.count % 2 == 1 else { throw .wrongArgumentCount(of: "mset") }
        let expiry = client.defaultExpiry
        var written: Set<[UInt8]> = []
        var requests: [CacheRequest] = []
        for index in stride(from: request.count - 2, through: 1, by: -2) {
            let key = request.bytes(at: index)
            guard written.insert(key).inserted else { continue }
            let update = EntryUpdate(key: key, value: .store(request.bytes(at: index + 1)), expiry: expiry)
            requests.append(client.change(update))
        }
        requests.reverse()
        return .performAll(requests, then: .okay)
    }

    static func getAndSet(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let update = EntryUpdate(
            key: request.bytes(at: 1), value: .store(request.bytes(at: 2)), expiry: client.defaultExpiry,
            reportsPrevious: true)
        return .perform(client.change(update), then: .previousValue)
    }

    static func getAndDelete(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let update = EntryUpdate(
            key: request.bytes(at: 1), condition: .ifPresent, value: .delete, reportsPrevious: true)
        return .perform(client.change(update), then: .previousValue)
    }

    /// `GETEX key [EX seconds | PX milliseconds | EXAT time | PXAT time | PERSIST]`.
    ///
    /// A time that is not a number is an error here even without an entry, where Redis tells null.
    static func getAndExpire(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        let options = try StringOptions(request, from: 2, for: .getAndExpire, at: client.now)
        let key = request.bytes(at: 1)
        guard let expiry = options.expiry else { return .perform(client.read(key), then: .value) }
        let update = EntryUpdate(
            key: key, condition: .ifPresent, value: .keep, expiry: expiry, reportsPrevious: true)
        return .perform(client.change(update), then: .previousValue)
    }
}
