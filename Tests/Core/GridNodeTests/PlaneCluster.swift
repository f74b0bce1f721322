import GridCollections
import GridDeterminism
import GridIdentity
import GridLink
import GridPlacement
import GridReplication
import GridStore
import GridVersioning

@testable import GridNode

func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

func identity(_ number: Int, epoch: UInt64 = 1) -> LinkIdentity {
    guard let cluster = ClusterName("grid"),
        let address = NodeAddress(host: "10.0.0.1", port: UInt16(7_000 + number))
    else { fatalError("name and address are valid") }
    return LinkIdentity(
        cluster: cluster, node: NodeID(name: "node-\(number)", epoch: epoch), address: address,
        settings: SharedSettings(PlacementConfiguration(), storeConfiguration))
}

private let storeConfiguration = StoreConfiguration(
    shardCount: 1, memoryLimitInBytes: 16 << 20, compressionThresholdInBytes: nil, hashSeed: 7)

func makeReplica(_ number: Int, epoch: UInt64 = 1) -> Replica {
    Replica(
        node: identity(number, epoch: epoch).node, store: ShardedStore(storeConfiguration),
        clock: HybridLogicalClock(maximumOffset: .milliseconds(500)))
}

/// The ownership that `local` sees in a cluster of `count` members with two copies of each key.
func makeOwnership(
    local: Int, count: Int, replicaCount: Int = 2, limits: Outbox.Limits = Outbox.Limits()
) -> Ownership {
    let members = (0..<count).map { RingMember(id: identity($0).node) }
    let table = PlacementTable(
        members: members,
        configuration: PlacementConfiguration(virtualNodeCount: 64, replicaCount: replicaCount))
    let outboxes = (0..<count).map { number in
        number == local
            ? nil
            : Outbox(
                peer: identity(number).node, address: identity(number).address, number: UInt32(number),
                limits: limits)
    }
    return Ownership(
        table: table, localIndex: UInt16(local), addresses: (0..<count).map { identity($0).address },
        outboxes: outboxes)
}

/// Some members, each with one data plane, that agree on who owns what.
final class PlaneCluster {
    let wire: VirtualWire<DataPlane>
    let replicas: [Replica]
    private(set) var answers: [Int: [OperationID: CacheAnswer]] = [:]

    init(
        _ count: Int = 3, replicaCount: Int = 2, isSettled: Bool = true,
        limits: Outbox.Limits = Outbox.Limits(),
        _ change: (inout DataPlaneConfiguration) -> Void = { _ in }
    ) {
        var configuration = DataPlaneConfiguration()
        change(&configuration)
        let replicas = (0..<count).map { makeReplica($0) }
        self.replicas = replicas
        wire = VirtualWire(
            (0..<count).map { number in
                Station(
                    DataPlane(
                        local: identity(number), replica: replicas[number], configuration: configuration),
                    identity: identity(number))
            })
        for number in 0..<count {
            wire.stations[number].onEffects = { [unowned self] in perform($0, of: number) }
            let ownership = makeOwnership(
                local: number, count: count, replicaCount: replicaCount, limits: limits)
            replicas[number].publish(ownership)
            if isSettled { settle(number) }
            wire.run(number) { $0.ownershipChanged(to: ownership, at: $1, into: &$2) }
        }
    }

    func settle(_ number: Int) {
        for index in 0..<UInt16(KeySlot.count) { replicas[number].settle(KeySlot(index: index)) }
    }

    private func perform(_ effects: DataPlaneEffects, of number: Int) {
        for completed in effects.completed {
            answers[number, default: [:]][completed.operation] = completed.answer
        }
        for outbox in effects.wokenOutboxes {
            wire.run(number) { $0.outboxWoke(outbox, at: $1, into: &$2) }
        }
    }

    /// A key whose owners are exactly these members, in this order of preference.
    func key(ownedBy owners: [UInt16], _ prefix: String = "key") -> [UInt8] {
        for number in 0..<10_000 {
            let key = bytes("\(prefix)-\(number)")
            if Array(replicas[0].ownership.table.owners(of: KeySlot(of: key.span))) == owners { return key }
        }
        fatalError("no key is owned by \(owners)")
    }

    func begin(_ request: CacheRequest, at number: Int) -> BegunOperation {
        wire.run(number) { $0.begin(request, at: $1, into: &$2) }
    }

    /// The answer to a request, if there is one without time passing.
    func ask(_ request: CacheRequest, at number: Int) -> CacheAnswer? {
        switch begin(request, at: number) {
        case .answered(let answer): answer
        case .pending(let operation): answers[number]?[operation]
        }
    }

    func answer(to operation: BegunOperation, at number: Int) -> CacheAnswer? {
        switch operation {
        case .answered(let answer): answer
        case .pending(let operation): answers[number]?[operation]
        }
    }

    func write(
        _ value: String, _ key: [UInt8], _ concern: WriteConcern = .one, at number: Int
    ) -> CacheAnswer? {
        ask(.update(EntryUpdate(key: key, value: .store(bytes(value))), concern: concern), at: number)
    }

    func read(_ key: [UInt8], _ level: ReadLevel = .one, at number: Int) -> String? {
        text(ask(.read(key: key, level: level), at: number))
    }

    /// What a member's store holds under a key.
    func held(_ key: [UInt8], at number: Int) -> String? {
        let value = replicas[number].store.value(
            forKey: key.span, in: KeySlot(of: key.span), at: wire.moment(of: number).wall)
        return value.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Stores an entry at one member only.
    func plant(_ value: String, _ key: [UInt8], at number: Int, age: Duration = .zero) {
        let wall = wire.moment(of: number).wall
        let stamped = WallTime(milliseconds: wall.milliseconds - age.wholeMilliseconds)
        let version = Version(
            timestamp: HybridTimestamp(wall: stamped, counter: 0), origin: OriginTag(rawValue: 99))
        let receipt = replicas[number].merge(
            key: key.span, metadata: EntryMetadata(version: version), stored: bytes(value).span, at: wall)
        precondition(receipt == .merged, "the entry was not taken: \(receipt)")
    }

    /// What is under way at all members together; zero when nothing leaks.
    var leftovers: [Int] {
        wire.stations.map { $0.machine.operations.count + $0.machine.requests.count }
    }

    private func text(_ answer: CacheAnswer?) -> String? {
        switch answer {
        case .found(let entry): String(decoding: entry.value, as: UTF8.self)
        case .missing: "missing"
        case .updated: "updated"
        case .failed(let failure): "failed: \(failure)"
        case nil: nil
        }
    }
}

let applied = CacheAnswer.updated(UpdateResult(isApplied: true))
let skipped = CacheAnswer.updated(UpdateResult(isApplied: false))
