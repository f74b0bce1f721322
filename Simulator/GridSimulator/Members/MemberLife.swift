import GridDeterminism
import GridIdentity
import GridLink
import GridNode
import GridReplication
import GridStore
import GridVersioning

/// Names one state machine of a member: the control plane, or a data plane by its number.
struct Machine: Hashable {
    /// 0 for the control plane, 1 and up for the data planes.
    let index: Int

    static let control = Machine(index: 0)

    static func plane(_ number: Int) -> Machine { Machine(index: number + 1) }

    /// The number of the data plane, or `nil` for the control plane.
    var planeNumber: Int? { index == 0 ? nil : index - 1 }
}

/// One life of a member, from its start to its crash: the state machines, and what a driver must remember.
final class MemberLife {
    /// A data plane in a box, because an array cannot hold something noncopyable.
    final class PlaneBox {
        var plane: DataPlane
        /// The history numbers of the operations under way.
        var operations: [UInt64: Int] = [:]
        /// When the last message of another thread reaches the plane; they stay in order.
        var latestMail = Instant.zero

        init(_ plane: consuming DataPlane) {
            self.plane = plane
        }
    }

    let member: Int
    /// Which of the member's lives it is, from 1.
    let number: Int
    let identity: LinkIdentity
    let replica: Replica
    let configuration: NodeConfiguration
    var node: Node
    let planes: [PlaneBox]
    /// Which data plane gets the next accepted connection.
    private var nextPlane = 0
    /// The connections of each machine by link.
    private var connections: [ConnectionTable]
    /// When each machine wants to be woken, and when it will be, a little later.
    var deadlines: [Instant?]
    var wakes: [Instant?]
    /// Whether the life is over.
    var isOver = false
    /// Whether the store was seen to have dropped entries for lack of room.
    private(set) var hasEvicted = false
    /// The outboxes whose flushers were woken, until they are seen to rest.
    private(set) var busyOutboxes: [Outbox] = []
    private var knownView = (revision: UInt64.max, hash: UInt64(0))
    /// How many ownerships the node has published.
    var ownershipCount = 0

    init(
        member: Int, number: Int, configuration: NodeConfiguration, planeCount: Int,
        store: StoreConfiguration, clock: HybridLogicalClock, random: SeededRandom,
        placements: PlacementMemory
    ) {
        self.member = member
        self.number = number
        self.configuration = configuration
        identity = configuration.identity
        replica = Replica(node: identity.node, store: ShardedStore(store), clock: clock)
        node = Node(
            configuration: configuration, replica: replica, random: random, placements: placements)
        let identity = identity
        let replica = replica
        planes = (0..<planeCount).map { _ in
            PlaneBox(DataPlane(local: identity, replica: replica, configuration: configuration.dataPlane))
        }
        connections = Array(repeating: ConnectionTable(), count: planeCount + 1)
        deadlines = Array(repeating: nil, count: planeCount + 1)
        wakes = Array(repeating: nil, count: planeCount + 1)
    }

    var id: NodeID { identity.node }

    var origin: OriginTag { OriginTag(of: id) }

    /// The machine that takes over an accepted connection of `lane`.
    func acceptor(of lane: Lane) -> Machine {
        switch lane {
        case .control: return .control
        case .data:
            defer { nextPlane = (nextPlane + 1) % planes.count }
            return .plane(nextPlane)
        }
    }

    /// Looks whether the store has dropped entries for lack of room.
    func noteEvictions() {
        let statistics = replica.store.statistics
        hasEvicted = hasEvicted || statistics.evictionCount + statistics.evictedTombstoneCount > 0
    }

    /// The connection that a machine knows as `link`, and the end at which the machine is.
    func connection(of link: LinkID, _ machine: Machine) -> (Connection, Connection.Side)? {
        connections[machine.index][link]
    }

    func remember(_ connection: Connection, _ side: Connection.Side, as link: LinkID, _ machine: Machine) {
        connections[machine.index].insert(connection, side, as: link)
    }

    func forget(_ link: LinkID, _ machine: Machine) {
        connections[machine.index].remove(link)
    }

    /// Tells a machine that bytes which it wrote have left.
    func outputLeft(_ link: LinkID, _ machine: Machine, byteCount: Int) {
        if let number = machine.planeNumber {
            planes[number].plane.links.outputLeft(link, byteCount: byteCount)
        } else {
            node.links.outputLeft(link, byteCount: byteCount)
        }
    }

    /// The number of connections over all machines, as the machines see it.
    var linkCounts: [Int] {
        var counts = [node.links.count]
        for box in planes { counts.append(box.plane.links.count) }
        return counts
    }

    /// A fingerprint of the members as the node sees them.
    var viewHash: UInt64 {
        let revision = node.viewRevision
        if knownView.revision != revision { knownView = (revision, node.viewHash) }
        return knownView.hash
    }

    /// The flusher of an outbox was woken.
    func wake(_ outbox: Outbox) {
        if !busyOutboxes.contains(where: { $0 === outbox }) { busyOutboxes.append(outbox) }
    }

    /// Forgets the outboxes that rest, which change only after their flushers are woken, and those that were dropped.
    func forgetRestingOutboxes() {
        let present = replica.ownership.outboxes
        busyOutboxes.removeAll { outbox in outbox.isAtRest || !present.contains { $0 === outbox } }
    }

    /// What waits for other members, added up.
    var outboxStatistics: OutboxStatistics {
        var total = OutboxStatistics()
        for outbox in replica.ownership.outboxes.compactMap({ $0 }) {
            let one = outbox.statistics
            total.waitingKeyCount += one.waitingKeyCount
            total.carriedByteCount += one.carriedByteCount
            total.waitingSlotCount += one.waitingSlotCount
            total.batchesInFlight += one.batchesInFlight
            total.overflowCount += one.overflowCount
        }
        return total
    }
}
