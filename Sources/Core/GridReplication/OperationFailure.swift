package import GridIdentity

/// Why a request has no proper answer.
///
/// A failure is never a miss.
package enum OperationFailure: Error, Hashable, Sendable {
    /// Fewer owners answered before the deadline than the request requires. A write may have been applied.
    case timedOut(answered: Int, required: Int, silent: [NodeID])
    /// Too few owners could be reached at all. A write may be applied when they can be reached again.
    case ownersUnreachable(answered: Int, required: Int, unreachable: [NodeID])
    /// The key is empty or longer than the limit. Nothing changed.
    case invalidKey(byteCount: Int, maximum: Int)
    /// The value is longer than the limit, or does not fit into the memory limit. Nothing changed.
    case valueTooLarge(byteCount: Int, maximum: Int)
    /// An owner refused the write, because the accepting node's clock is too far ahead.
    case clockTooFarAhead
    /// More requests are waiting than the node allows. Nothing changed; try again later.
    case overloaded(pending: Int, maximum: Int)
    /// The node is shutting down. Nothing changed.
    case shuttingDown
    /// The node has not found its cluster yet. Nothing changed; try again later.
    case notReady
}
