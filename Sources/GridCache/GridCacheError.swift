internal import GridIdentity
internal import GridReplication

/// Why the cache could not do what it was asked to; a failure is never reported as a missing key.
@nonexhaustive
public enum GridCacheError: Error, Hashable, Sendable {
    /// The options contradict one another or are out of range; one sentence for each problem.
    case invalidOptions([String])
    /// The member cannot listen at its address; the text says why and where.
    case cannotListen(String)
    /// The key is empty or longer than the limit. Nothing changed.
    case invalidKey(byteCount: Int, maximum: Int)
    /// The value is longer than the limit, or does not fit into the memory limit. Nothing changed.
    case valueTooLarge(byteCount: Int, maximum: Int)
    /// Too few owners of the key answered in time. A write may have been applied.
    case timedOut(answered: Int, required: Int, silentMembers: [String])
    /// Too few owners of the key can be reached. A write may have reached those that answered, and may be applied
    /// by the others when they can be reached again.
    case ownersUnreachable(answered: Int, required: Int, unreachableMembers: [String])
    /// An owner refused the write, because the clock of this member is too far ahead.
    case clockTooFarAhead
    /// Too many requests are waiting. Nothing changed; try again later.
    case overloaded(pending: Int, maximum: Int)
    /// The member has not found its cluster yet. Nothing changed; see ``GridCache/waitUntilReady(timeout:)``.
    case notReady
    /// The member was shut down, is shutting down, or another process took its name. Nothing changed.
    case shutDown
    /// The value under the key is not UTF-8, although a `String` was asked for.
    case notText(byteCount: Int)

    init(_ failure: OperationFailure) {
        switch failure {
        case .timedOut(let answered, let required, let silent):
            self = .timedOut(answered: answered, required: required, silentMembers: silent.map(\.name))
        case .ownersUnreachable(let answered, let required, let unreachable):
            self = .ownersUnreachable(
                answered: answered, required: required, unreachableMembers: unreachable.map(\.name))
        case .invalidKey(let byteCount, let maximum):
            self = .invalidKey(byteCount: byteCount, maximum: maximum)
        case .valueTooLarge(let byteCount, let maximum):
            self = .valueTooLarge(byteCount: byteCount, maximum: maximum)
        case .clockTooFarAhead: self = .clockTooFarAhead
        case .overloaded(let pending, let maximum): self = .overloaded(pending: pending, maximum: maximum)
        case .notReady: self = .notReady
        case .shuttingDown: self = .shutDown
        }
    }
}
