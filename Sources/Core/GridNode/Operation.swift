import GridCollections
import GridDeterminism
import GridIdentity
import GridLink
import GridReplication

/// One request that needs other nodes, while it is under way.
struct Operation: Sendable {
    typealias Key = GenerationalTable<Operation>.Key

    /// Who waits for the answer.
    enum Reply: Hashable, Sendable {
        case user
        /// A peer that sent an update for a decision.
        case peer(LinkID, request: UInt64)
        /// Nobody any more: the answer was given, but owners are still waited for.
        case answered
    }

    enum Stage: Sendable {
        case reading(ReadOperation, purpose: ReadPurpose)
        case writing(WriteOperation, Replica.AcceptedWrite, answer: CacheAnswer)
        /// Waiting for the owner that decides; `remaining` may be asked if that one cannot be reached.
        case forwarding(Forwarding)
    }

    /// What a read is for.
    enum ReadPurpose: Sendable {
        case answer
        /// To know the current entry before this update is decided here.
        case update(EntryUpdate, WriteConcern)
    }

    /// An update on its way to an owner.
    struct Forwarding: Sendable {
        let update: EntryUpdate
        let concern: WriteConcern
        var target: UInt16
        var remaining: [UInt16]
        var unreachable: [UInt16] = []
    }

    let key: [UInt8]
    let slot: KeySlot
    /// The ownership under which the operation began; node indexes refer to it.
    var ownership: Ownership
    var reply: Reply
    var stage: Stage
    /// The requests to peers that have not been answered.
    var requests: [PeerRequest.Key] = []
}

/// One request to a peer, until it is answered, fails or is given up.
struct PeerRequest: Sendable {
    typealias Key = GenerationalTable<PeerRequest>.Key

    enum Purpose: Sendable {
        case operation(Operation.Key, node: UInt16)
        case batch(Outbox)
    }

    var link: LinkID
    let purpose: Purpose
}

/// Something that a data plane has to do at an instant.
struct PlaneDeadline: Comparable, Sendable {
    enum Kind: Hashable, Sendable {
        case operation(Operation.Key)
        case hedge(Operation.Key)
        case batch(PeerRequest.Key)
        case flush(outbox: UInt32)
    }

    let instant: Instant
    let kind: Kind

    static func < (left: PlaneDeadline, right: PlaneDeadline) -> Bool { left.instant < right.instant }
    /// Equal for the queue: deadlines of one instant keep the order in which they were set.
    static func == (left: PlaneDeadline, right: PlaneDeadline) -> Bool { left.instant == right.instant }
}
