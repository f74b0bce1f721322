extension GridCacheError: CustomStringConvertible {
    /// What happened, with the numbers, and what to do about it where that is known.
    public var description: String {
        switch self {
        case .invalidOptions(let problems):
            "the options cannot be used: \(problems.joined(separator: "; "))"
        case .cannotListen(let reason):
            reason
        case .invalidKey(let byteCount, let maximum):
            "a key has 1 to \(maximum) bytes, not \(byteCount)"
        case .valueTooLarge(let byteCount, let maximum):
            "the value needs \(byteCount) bytes, and \(maximum) are allowed"
        case .timedOut(let answered, let required, let silent):
            "\(answered) of \(required) required owners answered in time\(Self.list(silent)); if this was a write, it "
                + "may have been applied"
        case .ownersUnreachable(let answered, let required, let unreachable):
            "\(answered) of \(required) required owners can be reached\(Self.list(unreachable))"
        case .clockTooFarAhead:
            "an owner refused the write, because the clock of this member is too far ahead"
        case .overloaded(let pending, let maximum):
            "\(pending) requests are waiting and \(maximum) are allowed; try again later"
        case .notReady:
            "the member has not found its cluster yet"
        case .shutDown:
            "the member does not run any more: it was shut down, or another process took its name"
        case .notText(let byteCount):
            "the \(byteCount) bytes of the value are not UTF-8 text"
        }
    }

    private static func list(_ members: [String]) -> String {
        members.isEmpty ? "" : ", not \(members.joined(separator: ", "))"
    }
}
