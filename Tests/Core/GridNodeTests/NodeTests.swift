import GridDeterminism
import GridIdentity
import GridLink
import GridMembership
import GridPlacement
import GridReplication
import Testing

@testable import GridNode

/// Some nodes whose first one founds the cluster; the others know its address.
private final class NodeCluster {
    let wire: VirtualWire<Node>
    let replicas: [Replica]
    private(set) var ownershipCounts: [Int]
    private(set) var woken: [[Outbox]]

    init(
        _ count: Int, identities: [LinkIdentity]? = nil,
        _ change: (inout NodeConfiguration) -> Void = { _ in }
    ) {
        let identities = identities ?? (0..<count).map { identity($0) }
        let replicas = identities.indices.map {
            makeReplica(
                identities[$0].address.port == 0 ? $0 : Int(identities[$0].address.port) - 7_000,
                epoch: identities[$0].node.epoch)
        }
        self.replicas = replicas
        ownershipCounts = identities.map { _ in 0 }
        woken = identities.map { _ in [] }
        let configurations = identities.map { identity in
            var configuration = NodeConfiguration(identity: identity)
            configuration.placement = PlacementConfiguration(
                virtualNodeCount: Int(identity.settings.virtualNodeCount))
            change(&configuration)
            return configuration
        }
        wire = VirtualWire(
            identities.indices.map { number in
                Station(
                    Node(
                        configuration: configurations[number], replica: replicas[number],
                        random: SeededRandom(seed: UInt64(number) + 1)),
                    identity: identities[number])
            })
        for number in identities.indices {
            wire.stations[number].onEffects = { [unowned self] effects in
                if effects.ownership != nil { ownershipCounts[number] += 1 }
                woken[number] += effects.wokenOutboxes
            }
        }
    }

    func start(_ number: Int) {
        let seeds = number == 0 ? [] : [identity(0).address]
        wire.run(number) { $0.start(seeds: seeds, at: $1, into: &$2) }
    }

    func startAll() {
        start(0)
        wire.advance(by: .seconds(1))
        for number in wire.stations.indices.dropFirst() { start(number) }
        wire.advance(by: .seconds(5))
    }

    func isReady(_ number: Int) -> Bool { wire.stations[number].machine.isReady }
    func hasLeft(_ number: Int) -> Bool { wire.stations[number].machine.hasLeft }
    func members(_ number: Int) -> [Member] { wire.stations[number].machine.members }
    func viewHash(_ number: Int) -> UInt64 { wire.stations[number].machine.viewHash }

    func memberNames(_ number: Int) -> [String] {
        replicas[number].ownership.table.members.map(\.id.name)
    }
}

@Suite("Node")
struct NodeTests {
    @Test("The founder is ready at once, owns everything and is settled in it")
    func founder() {
        let cluster = NodeCluster(1)
        cluster.start(0)

        #expect(cluster.isReady(0))
        #expect(cluster.replicas[0].settledSlotCount == 16_384)
        #expect(cluster.replicas[0].ownership.localIndex == 0)
    }

    @Test("A node that has seeds is not ready before it has found one of them")
    func joinerWaits() {
        let cluster = NodeCluster(2)
        cluster.wire.stations[0].isDown = true
        cluster.start(1)
        cluster.wire.advance(by: .seconds(2))

        #expect(!cluster.isReady(1))
        #expect(!cluster.replicas[1].owns(KeySlot(index: 0)))
    }

    @Test(
        "A joiner owns its slots at once, but is settled only when they were handed over or time has passed")
    func joiner() {
        let cluster = NodeCluster(2)
        cluster.startAll()

        #expect(cluster.isReady(1))
        #expect(cluster.replicas[1].owns(KeySlot(index: 0)))
        #expect(cluster.replicas[1].settledSlotCount == 0)
        #expect(cluster.replicas[0].settledSlotCount == 16_384)
        cluster.replicas[1].receivedWhole([KeySlot(index: 7)], at: cluster.wire.now)
        #expect(cluster.replicas[1].settledSlotCount == 1)
        cluster.wire.advance(by: .seconds(11))

        #expect(cluster.replicas[1].settledSlotCount == 16_384)
    }

    @Test("While slots keep being handed over, a joiner does not count as settled in the others")
    func longHandOver() {
        let cluster = NodeCluster(2)
        cluster.startAll()
        for slot in 0..<6 {
            cluster.wire.advance(by: .seconds(5))
            cluster.replicas[1].receivedWhole([KeySlot(index: UInt16(slot))], at: cluster.wire.now)
        }
        #expect(cluster.replicas[1].settledSlotCount == 6)
        cluster.wire.advance(by: .seconds(11))
        #expect(cluster.replicas[1].settledSlotCount == 16_384)
    }

    @Test("All nodes come to the same placement, and former owners send what the joiner needs")
    func agreement() {
        let cluster = NodeCluster(3)
        cluster.startAll()

        let fingerprints = cluster.replicas.map { $0.ownership.table.fingerprint }
        #expect(Set(fingerprints).count == 1)
        #expect(cluster.memberNames(2) == ["node-0", "node-1", "node-2"])
        let views = (0..<3).map { cluster.viewHash($0) }
        #expect(Set(views).count == 1)
        let outbox = cluster.replicas[0].ownership.outboxes[2]
        #expect(outbox?.statistics.waitingSlotCount == 16_384)
        // Not inside the expectation: a failure would reflect the outbox, which has a lock in it.
        let isWoken = cluster.woken[0].contains { $0 === outbox }
        #expect(isWoken)
    }

    @Test("A node of another cluster never gets in")
    func otherCluster() throws {
        let cluster = try #require(ClusterName("other"))
        let stranger = LinkIdentity(
            cluster: cluster, node: identity(1).node, address: identity(1).address,
            settings: identity(1).settings)
        let nodes = NodeCluster(2, identities: [identity(0), stranger])
        nodes.start(0)
        nodes.start(1)
        nodes.wire.advance(by: .seconds(60))

        #expect(nodes.memberNames(0) == ["node-0"])
        #expect(nodes.members(0).count == 1)
    }

    @Test("A node that would place keys otherwise never gets in")
    func otherSettings() {
        let settings = SharedSettings(replicaCount: 3, virtualNodeCount: 64, maximumValueByteCount: 16 << 20)
        let stranger = LinkIdentity(
            cluster: identity(1).cluster, node: identity(1).node, address: identity(1).address,
            settings: settings)
        let nodes = NodeCluster(2, identities: [identity(0), stranger])
        nodes.start(0)
        nodes.start(1)
        nodes.wire.advance(by: .seconds(60))

        #expect(nodes.memberNames(0) == ["node-0"])
        #expect(nodes.memberNames(1) == ["node-1"])
        #expect(nodes.members(0).count == 1)
    }

    @Test("A node that leaves refuses its users, and the others place without it")
    func leaving() {
        let cluster = NodeCluster(3)
        cluster.startAll()

        cluster.wire.run(1) { $0.leave(handingOverFor: .seconds(1), at: $1, into: &$2) }
        cluster.wire.advance(by: .seconds(5))

        #expect(cluster.hasLeft(1))
        #expect(throws: OperationFailure.shuttingDown) { try cluster.replicas[1].checkIsServing() }
        #expect(cluster.memberNames(0) == ["node-0", "node-2"])
        #expect(cluster.memberNames(2) == ["node-0", "node-2"])
    }

    @Test("A node that leaves hands over to the next owners first, and says good-bye when its patience ends")
    func handingOver() {
        let cluster = NodeCluster(4)
        cluster.startAll()
        let owned = (0..<UInt16(KeySlot.count)).map(KeySlot.init(index:)).filter(cluster.replicas[1].owns)

        cluster.wire.run(1) { $0.leave(handingOverFor: .seconds(2), at: $1, into: &$2) }
        cluster.wire.advance(by: .seconds(1))

        // With three copies among four members, the one member that lacked a slot gets it.
        let ownership = cluster.replicas[1].ownership
        let waiting = ownership.outboxes.compactMap { $0?.statistics.waitingSlotCount }
        #expect(waiting.reduce(0, +) >= owned.count)
        #expect(ownership.table.slotCount(of: 1) == 0)
        #expect(!cluster.hasLeft(1))
        #expect(cluster.memberNames(0).count == 4)
        cluster.wire.advance(by: .seconds(5))

        #expect(cluster.hasLeft(1))
        #expect(cluster.memberNames(0) == ["node-0", "node-2", "node-3"])
    }

    @Test("While a member is suspected, what is not held may still come, so nobody becomes settled")
    func suspectedHolder() {
        let cluster = NodeCluster(3) { $0.membership.suspicionTimeout = .seconds(60) }
        cluster.start(0)
        cluster.wire.advance(by: .seconds(1))
        cluster.start(1)
        cluster.wire.advance(by: .seconds(15))
        cluster.start(2)
        cluster.wire.advance(by: .seconds(2))
        cluster.wire.stations[0].isDown = true
        cluster.wire.cut(0)

        cluster.wire.advance(by: .seconds(30))
        #expect(cluster.members(2).contains { $0.state == .suspect })
        #expect(cluster.replicas[2].settledSlotCount == 0)
        cluster.wire.advance(by: .seconds(90))
        #expect(cluster.replicas[2].settledSlotCount == 16_384)
    }

    @Test("A single node has left as soon as it wants to")
    func leavingAlone() {
        let cluster = NodeCluster(1)
        cluster.start(0)
        cluster.wire.run(0) { $0.leave(handingOverFor: .seconds(1), at: $1, into: &$2) }
        #expect(cluster.hasLeft(0))
    }

    @Test("Members that die are placed no more, and come back after a partition as they were")
    func partition() {
        let cluster = NodeCluster(3)
        cluster.startAll()
        let before = cluster.replicas[0].ownership.table.fingerprint
        cluster.wire.stations[2].isDown = true
        cluster.wire.cut(2)
        cluster.wire.advance(by: .seconds(60))
        #expect(cluster.memberNames(0) == ["node-0", "node-1"])
        #expect(cluster.memberNames(1) == ["node-0", "node-1"])

        cluster.wire.stations[2].isDown = false
        cluster.wire.advance(by: .seconds(120))

        #expect(cluster.replicas.map { $0.ownership.table.fingerprint } == [before, before, before])
    }

    @Test("A new life of a member takes the place of the former one, and gets all of its slots anew")
    func replacement() {
        let nodes = NodeCluster(3, identities: [identity(0), identity(1), identity(1, epoch: 2)])
        nodes.wire.stations[2].isDown = true
        nodes.start(0)
        nodes.start(1)
        nodes.wire.advance(by: .seconds(15))
        #expect(nodes.replicas[1].settledSlotCount == 16_384)
        let former = nodes.replicas[0].ownership.outboxes[1]

        nodes.wire.stations[1].isDown = true
        nodes.wire.cut(1)
        nodes.wire.stations[2].isDown = false
        nodes.wire.run(2) { $0.start(seeds: [identity(0).address], at: $1, into: &$2) }
        nodes.wire.advance(by: .seconds(2))

        #expect(
            nodes.replicas[0].ownership.table.members.map(\.id) == [
                identity(0).node, identity(1, epoch: 2).node,
            ])
        let present = nodes.replicas[0].ownership.outboxes[1]
        let isAnother = present !== former
        #expect(isAnother)
        #expect(present?.statistics.waitingSlotCount == 16_384)
        #expect(nodes.replicas[2].settledSlotCount == 0)
    }

    @Test("A life that hears of a later one under its name serves nobody any more")
    func replaced() {
        let nodes = NodeCluster(3, identities: [identity(0), identity(1), identity(1, epoch: 2)])
        nodes.wire.stations[2].isDown = true
        nodes.start(0)
        nodes.start(1)
        nodes.wire.advance(by: .seconds(15))

        nodes.wire.stations[2].isDown = false
        nodes.wire.run(2) { $0.start(seeds: [identity(0).address], at: $1, into: &$2) }
        nodes.wire.advance(by: .seconds(10))

        #expect(throws: OperationFailure.shuttingDown) { try nodes.replicas[1].checkIsServing() }
        #expect(nodes.replicas[2].acceptsRequests)
    }

    @Test("Idle nodes stay connected: nobody is suspected and no connection is made twice")
    func idle() {
        let cluster = NodeCluster(4)
        cluster.startAll()
        let before = cluster.wire.connectionCount
        cluster.wire.advance(by: .seconds(300))

        #expect((0..<4).map { cluster.members($0).count } == [4, 4, 4, 4])
        #expect(cluster.wire.connectionCount <= before + 12)
        for number in 0..<4 {
            #expect(cluster.members(number).allSatisfy { $0.state == .alive })
        }
    }
}
