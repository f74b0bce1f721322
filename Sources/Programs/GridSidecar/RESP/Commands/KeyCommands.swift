private import GridReplication

// Commands about keys, whatever their values.
extension CommandTable {
    /// `DEL` and `UNLINK`: tell how many of the keys there were.
    static func delete(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        let requests = (1..<request.count).map { index in
            client.change(EntryUpdate(key: request.bytes(at: index), condition: .ifPresent, value: .delete))
        }
        return .performAll(requests, then: .appliedCount)
    }

    /// `EXISTS` and `TOUCH`: a key that is named twice counts twice.
    static func countExisting(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .performAll((1..<request.count).map { client.read(request.bytes(at: $0)) }, then: .foundCount)
    }

    /// Every value is a string.
    static func typeOfValue(_ request: RESPRequest, _ client: inout ClientState) -> CommandOutcome {
        .perform(client.read(request.bytes(at: 1)), then: .type)
    }
}
