private import GridDeterminism
private import GridReplication

// Commands that tell and change when entries expire.
extension CommandTable {
    static func expire(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        try changeExpiry(request, client, unit: .seconds, after: client.now)
    }

    static func expireInMilliseconds(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        try changeExpiry(request, client, unit: .milliseconds, after: client.now)
    }

    static func expireAt(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        try changeExpiry(request, client, unit: .seconds, after: nil)
    }

    static func expireAtMilliseconds(
        _ request: RESPRequest, _ client: inout ClientState
    ) throws(CommandError) -> CommandOutcome {
        try changeExpiry(request, client, unit: .milliseconds, after: nil)
    }

    /// Sets the expiry of a key that exists, or deletes it when the time has passed; both are told as 1.
    private static func changeExpiry(
        _ request: RESPRequest, _ client: ClientState, unit: TimeUnit, after start: WallTime?
    ) throws(CommandError) -> CommandOutcome {
        try refuseExpiryConditions(request)
        guard let amount = request.integer(at: 2) else { throw .notAnInteger }
        guard let milliseconds = request.expiryMilliseconds(amount, unit: unit, after: start) else {
            throw .invalidExpiry(in: request)
        }
        let expiry = WallTime(milliseconds: UInt64(max(0, milliseconds)))
        let key = request.bytes(at: 1)
        let update =
            expiry > client.now
            ? EntryUpdate(key: key, condition: .ifPresent, value: .keep, expiry: .at(expiry))
            : EntryUpdate(key: key, condition: .ifPresent, value: .delete)
        return .perform(client.change(update), then: .isApplied)
    }

    /// Conditions on the current expiry (`NX`, `XX`, `GT`, `LT`) are not offered: an update has none, and a read before
    /// the write would not be atomic.
    private static func refuseExpiryConditions(_ request: RESPRequest) throws(CommandError) {
        let conditions: [StaticString] = ["NX", "XX", "GT", "LT"]
        var isGiven = [false, false, false, false]
        for index in 3..<max(3, request.count) {
            guard let condition = conditions.firstIndex(where: { request.isKeyword($0, at: index) }) else {
                throw CommandError(
                    message: Array("ERR Unsupported option ".utf8)
                        + request.excerpt(at: index, maximumByteCount: 128))
            }
            isGiven[condition] = true
        }
        if isGiven[0], isGiven[1] || isGiven[2] || isGiven[3] {
            throw CommandError("ERR NX and XX, GT or LT options at the same time are not compatible")
        }
        if isGiven[2], isGiven[3] {
            throw CommandError("ERR GT and LT options at the same time are not compatible")
        }
        if let condition = isGiven.firstIndex(of: true) {
            throw CommandError(
                "ERR Unsupported option \(conditions[condition]): an expiry cannot be changed depending on the current one"
            )
        }
    }

    /// Removes the expiry, the configured default included.
    static func persist(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let update = EntryUpdate(
            key: request.bytes(at: 1), condition: .ifPresent, value: .keep, expiry: .never,
            reportsPrevious: true)
        return .perform(client.change(update), then: .removedExpiry)
    }

    static func timeToLive(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        tellExpiry(request, client, ExpiryReply(unit: .seconds, now: client.now))
    }

    static func timeToLiveInMilliseconds(_ request: RESPRequest, _ client: inout ClientState)
        -> CommandOutcome
    {
        tellExpiry(request, client, ExpiryReply(unit: .milliseconds, now: client.now))
    }

    static func expireTime(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        tellExpiry(request, client, ExpiryReply(unit: .seconds, now: nil))
    }

    static func expireTimeInMilliseconds(_ request: RESPRequest, _ client: inout ClientState)
        -> CommandOutcome
    {
        tellExpiry(request, client, ExpiryReply(unit: .milliseconds, now: nil))
    }

    private static func tellExpiry(_ request: RESPRequest, _ client: ClientState, _ form: ExpiryReply)
        -> CommandOutcome
    {
        .perform(client.read(request.bytes(at: 1)), then: .expiry(form))
    }
}
