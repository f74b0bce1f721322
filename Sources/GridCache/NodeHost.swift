package import GridDeterminism
package import GridDriver
package import GridLink
package import GridNode
package import GridReplication

/// What runs the node behind a ``GridCache``: threads and sockets in production, a simulated cluster in tests.
///
/// Everything here may be called from any thread.
package protocol NodeHost: AnyObject, Sendable {
    var identity: LinkIdentity { get }
    var replica: Replica { get }
    /// The clock that decides what has expired.
    var clock: MemberClock { get }
    /// The members and the state of the node, as of the last change.
    var overview: NodeOverview { get }
    /// Whether the node was stopped.
    var isStopped: Bool { get }
    /// Why the node does not listen although it was started, in a sentence.
    var listeningProblem: String? { get }

    /// Waits until the node knows what it owns.
    ///
    /// - Returns: `false` when the node was stopped, the task cancelled, or `timeout` over before that.
    func waitUntilReady(within timeout: Duration) async -> Bool

    /// Makes a change on the calling thread, if no other copy is needed before it is acknowledged.
    ///
    /// - Returns: `false` when other nodes have to confirm; nothing has been done then.
    func performLocally(_ update: EntryUpdate, _ concern: GridReplication.WriteConcern)
        throws(OperationFailure) -> Bool

    /// Carries a request out; `completion` is called exactly once, on whatever thread has the answer.
    func perform(_ request: CacheRequest, _ completion: @escaping @Sendable (CacheAnswer) -> Void)

    /// Leaves the cluster: tells the others, and returns when they know or `timeout` is over.
    func leave(timeout: Duration) async

    /// Ends the node; what is under way fails.
    func stop()

    /// Nobody holds the ``GridCache`` any more.
    func cacheWasReleased()
}

/// The clock by which a ``GridCache`` judges expiry.
///
/// It is an enumeration rather than a part of ``NodeHost``, so that a local read in production calls the system's clock
/// directly.
package enum MemberClock: Sendable {
    case system
    /// Returns the wall clock of a simulated member, when its process runs.
    case simulated(@Sendable () -> WallTime)
}
