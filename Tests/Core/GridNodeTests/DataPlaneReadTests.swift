import GridCollections
import GridDeterminism
import GridIdentity
import GridLink
import GridReplication
import Testing

@testable import GridNode

@Suite("Data planes: reading")
struct DataPlaneReadTests {
    @Test("A member that does not own a key reads it from an owner")
    func fromNonOwner() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("value", key, at: 0)

        #expect(cluster.read(key, at: 0) == "value")
        #expect(cluster.read(key, at: 2) == "value")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A key that no owner holds is missing, for owners and for others")
    func missing() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])

        #expect(cluster.read(key, at: 0) == "missing")
        #expect(cluster.read(key, at: 2) == "missing")
        #expect(cluster.read(key, .all, at: 2) == "missing")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("An expired entry is missing everywhere")
    func expired() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        let expiry = cluster.wire.moment(of: 0).wall + .seconds(1)
        let update = EntryUpdate(key: key, value: .store(bytes("v")), expiry: .at(expiry))
        #expect(cluster.ask(.update(update, concern: .all), at: 0) == applied)

        #expect(cluster.read(key, at: 2) == "v")
        cluster.wire.advance(by: .seconds(1))

        #expect(cluster.read(key, at: 0) == "missing")
        #expect(cluster.read(key, at: 2) == "missing")
    }

    @Test("While owners are not settled, the key is found at whoever held it before")
    func unsettled() {
        let cluster = PlaneCluster(isSettled: false)
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("old", key, at: 2)

        #expect(cluster.read(key, at: 0) == "old")
        #expect(cluster.held(key, at: 0) == "old")
        cluster.wire.advance(by: .seconds(1))
        #expect(cluster.held(key, at: 1) == "old")
    }

    @Test("While owners are not settled and a former one cannot be reached, it is an error and no miss")
    func unsettledUnreachable() {
        let cluster = PlaneCluster(isSettled: false)
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[2].isDown = true

        #expect(cluster.read(key, at: 0)?.hasPrefix("failed: ownersUnreachable") == true)
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("When the first owner is down, the second one answers")
    func failover() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("value", key, at: 1)
        cluster.wire.stations[0].isDown = true

        #expect(cluster.read(key, at: 2) == "value")
    }

    @Test("When no owner can be reached, the read fails and names them: it is no miss")
    func unreachable() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [1, 0])
        cluster.wire.stations[0].isDown = true
        cluster.wire.stations[1].isDown = true

        let answer = cluster.ask(.read(key: key, level: .one), at: 2)

        let nodes = [identity(1).node, identity(0).node]
        #expect(answer == .failed(.ownersUnreachable(answered: 0, required: 1, unreachable: nodes)))
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("When owners keep silent, the read is hedged and then times out; late answers change nothing")
    func timeout() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("value", key, at: 0)
        #expect(cluster.read(key, at: 2) == "value")
        cluster.wire.stations[0].isDeaf = true
        cluster.wire.stations[1].isDeaf = true

        let operation = cluster.begin(.read(key: key, level: .one), at: 2)
        #expect(cluster.answer(to: operation, at: 2) == nil)
        cluster.wire.advance(by: .milliseconds(500))

        let silent = [identity(0).node, identity(1).node]
        let expected = CacheAnswer.failed(.timedOut(answered: 0, required: 1, silent: silent))
        #expect(cluster.answer(to: operation, at: 2) == expected)
        #expect(cluster.leftovers[2] == 0)
        cluster.wire.undeafen(0)
        cluster.wire.undeafen(1)
        #expect(cluster.answer(to: operation, at: 2) == expected)
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A hedge gets the answer from the second owner while the first one is slow")
    func hedge() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("value", key, at: 0)
        cluster.plant("value", key, at: 1)
        cluster.wire.stations[0].isDeaf = true

        let operation = cluster.begin(.read(key: key, level: .one), at: 2)
        cluster.wire.advance(by: .milliseconds(49))
        #expect(cluster.answer(to: operation, at: 2) == nil)
        cluster.wire.advance(by: .milliseconds(1))

        guard case .found(let entry) = cluster.answer(to: operation, at: 2) else {
            Issue.record("the hedge found nothing")
            return
        }
        #expect(entry.value == bytes("value"))
        #expect(cluster.leftovers[2] == 0)
    }

    @Test("A connection that breaks fails what was asked on it, and the read goes on elsewhere")
    func brokenConnection() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("value", key, at: 1)
        cluster.wire.stations[0].isDeaf = true

        let operation = cluster.begin(.read(key: key, level: .one), at: 2)
        cluster.wire.cut(0)

        guard case .found = cluster.answer(to: operation, at: 2) else {
            Issue.record("the second owner was not asked")
            return
        }
        #expect(cluster.leftovers[2] == 0)
    }

    @Test("A read of several owners gives the newest version to those that were behind")
    func repair() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("old", key, at: 0, age: .seconds(5))
        cluster.plant("new", key, at: 1)

        #expect(cluster.read(key, .all, at: 2) == "new")
        cluster.wire.advance(by: .milliseconds(10))

        #expect(cluster.held(key, at: 0) == "new")
        #expect(cluster.held(key, at: 2) == nil)
        #expect(cluster.wire.stations[2].machine.statistics.repairedCopyCount == 1)
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A peer that answers a read like an update has not answered: the next owner is asked")
    func wrongAnswer() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("value", key, at: 1)
        cluster.wire.stations[0].isDeaf = true
        let operation = cluster.begin(.read(key: key, level: .one), at: 2)
        let request = cluster.wire.stations[2].machine.requests.keys[0]

        cluster.wire.run(2) { plane, now, effects in
            plane.receivedUpdateAnswer(
                .decided(.updated(UpdateResult(isApplied: true))), for: request.rawValue, at: now,
                into: &effects)
        }

        guard case .found(let entry) = cluster.answer(to: operation, at: 2) else {
            Issue.record("the read ended with \(String(describing: cluster.answer(to: operation, at: 2)))")
            return
        }
        #expect(entry.value == bytes("value"))
        #expect(cluster.leftovers[2] == 0)
    }

    @Test("More operations than the limit are refused, saying so")
    func overload() {
        let cluster = PlaneCluster { $0.maximumOperationCount = 2 }
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[0].isDeaf = true

        for _ in 0..<2 { _ = cluster.begin(.read(key: key, level: .one), at: 2) }

        let refused = cluster.ask(.read(key: key, level: .one), at: 2)
        #expect(refused == .failed(.overloaded(pending: 2, maximum: 2)))
        cluster.wire.advance(by: .seconds(1))
        #expect(cluster.leftovers[2] == 0)
    }

    @Test("Keys that are empty or too long are refused, and so is everything once the node leaves")
    func refusals() {
        let cluster = PlaneCluster()
        #expect(
            cluster.ask(.read(key: [], level: .one), at: 0)
                == .failed(.invalidKey(byteCount: 0, maximum: 65_535)))
        let key = cluster.key(ownedBy: [0, 1])
        cluster.replicas[0].refuseRequests()
        #expect(cluster.ask(.read(key: key, level: .one), at: 0) == .failed(.shuttingDown))
        #expect(cluster.write("v", key, at: 0) == .failed(.shuttingDown))
    }
}
