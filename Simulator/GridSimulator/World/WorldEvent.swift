import GridDeterminism
import GridNode
import GridReplication

/// Something that happens in the world at an instant.
enum WorldEvent {
    /// A state machine asked to be woken.
    case wake(MemberLife, Machine, at: Instant)
    /// Another thread of the process tells a data plane something.
    case mail(MemberLife, plane: Int, PlaneMail)
    /// A request to connect reaches the other node.
    case connectRequest(Connection)
    /// The client learns that its connection stands.
    case connected(Connection)
    /// Bytes arrive at the end of a stream.
    case arrival(Connection, stream: Int)
    /// One end learns that the connection is broken.
    case reset(Connection, Connection.Side)
    /// A client issues its next request.
    case request(client: Int)
    /// A client writes what it read in vain.
    case refill(operation: Int)
    /// The observer looks who holds a write that it follows.
    case lookAtWrite(Int)
    /// The next fault of the timeline.
    case fault(Int)
    /// A member starts a new life.
    case start(member: Int)
    /// A suspended process goes on.
    case resume(member: Int)
    /// A slow machine has done what it was at, and turns to the next event.
    case proceed(member: Int, Machine)
    /// A process that leaves looks whether it may end.
    case departure(MemberLife, patienceEndsAt: Instant)
    /// A store looks for expired entries.
    case sweep(MemberLife)
    /// The omniscient observer looks at everything.
    case observe
}

/// What a data plane is told by other threads of its process.
enum PlaneMail {
    case ownership(Ownership)
    case wokenOutbox(Outbox)
}
