import GridCollections
import GridDeterminism
import GridIdentity
import GridLink
import GridReplication
import Testing

@testable import GridNode

@Suite("Data planes: writing")
struct DataPlaneWriteTests {
    @Test("A write at an owner is acknowledged there and reaches the other owner after the window")
    func localOwner() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])

        #expect(cluster.write("v", key, .one, at: 0) == applied)
        #expect(cluster.held(key, at: 0) == "v")
        #expect(cluster.held(key, at: 1) == nil)
        cluster.wire.advance(by: .milliseconds(1))

        #expect(cluster.held(key, at: 1) == "v")
        #expect(cluster.held(key, at: 2) == nil)
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test(
        "A write at another member is acknowledged once so many owners hold it",
        arguments: [(WriteConcern.one, 1), (.quorum, 2), (.all, 2)])
    func fromNonOwner(concern: WriteConcern, copyCount: Int) {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[0].isDeaf = true

        let operation = cluster.begin(
            .update(EntryUpdate(key: key, value: .store(bytes("v"))), concern: concern), at: 2)

        #expect(cluster.held(key, at: 1) == "v")
        #expect((cluster.answer(to: operation, at: 2) == applied) == (copyCount == 1))
        cluster.wire.undeafen(0)
        #expect(cluster.answer(to: operation, at: 2) == applied)
        #expect(cluster.held(key, at: 0) == "v")
        #expect(cluster.held(key, at: 2) == nil)
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A write that only had to be accepted reaches all owners afterwards")
    func local() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])

        #expect(cluster.write("v", key, .local, at: 2) == applied)
        #expect(cluster.held(key, at: 0) == nil)
        cluster.wire.advance(by: .milliseconds(1))

        #expect(cluster.held(key, at: 0) == "v")
        #expect(cluster.held(key, at: 1) == "v")
    }

    @Test("A deletion is replicated, and wins over the value")
    func deletion() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        _ = cluster.write("v", key, .all, at: 0)

        let delete = EntryUpdate(key: key, value: .delete)
        #expect(cluster.ask(.update(delete, concern: .all), at: 2) == applied)

        #expect(cluster.held(key, at: 0) == nil)
        #expect(cluster.held(key, at: 1) == nil)
        #expect(cluster.read(key, at: 0) == "missing")
    }

    @Test(
        "A write without enough owners fails with their names, and is not lost for the owner that comes back")
    func unreachable() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[1].isDown = true

        let answer = cluster.write("v", key, .all, at: 2)

        let expected = OperationFailure.ownersUnreachable(
            answered: 0, required: 2, unreachable: [identity(1).node])
        #expect(answer == .failed(expected))
        cluster.wire.stations[1].isDown = false
        cluster.wire.advance(by: .seconds(10))
        #expect(cluster.held(key, at: 0) == "v")
        #expect(cluster.held(key, at: 1) == "v")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A write whose owner keeps silent times out, and reaches the owner later")
    func timeout() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        _ = cluster.write("old", key, .all, at: 0)
        cluster.wire.stations[1].isDeaf = true

        let operation = cluster.begin(
            .update(EntryUpdate(key: key, value: .store(bytes("v"))), concern: .all), at: 0)
        cluster.wire.advance(by: .seconds(1))

        let expected = OperationFailure.timedOut(answered: 1, required: 2, silent: [identity(1).node])
        #expect(cluster.answer(to: operation, at: 0) == .failed(expected))
        cluster.wire.cut(1)
        cluster.wire.stations[1].isDeaf = false
        cluster.wire.advance(by: .seconds(20))
        #expect(cluster.held(key, at: 1) == "v")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A write that was acknowledged does not count as failed when the remaining owner never answers")
    func acknowledgedIsNotFailed() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[1].isDeaf = true

        #expect(cluster.write("v", key, .one, at: 2) == applied)
        cluster.wire.advance(by: .seconds(2))

        #expect(cluster.wire.stations[2].machine.statistics.failedOperationCount == 0)
        #expect(cluster.wire.stations[2].machine.operationCount == 0)
    }

    @Test("An owner that refused the stamp of an acknowledged write receives it when the clocks agree again")
    func refusedStamp() {
        let cluster = PlaneCluster(3, replicaCount: 3)
        let key = cluster.key(ownedBy: [0, 1, 2])
        cluster.wire.stations[2].clockLag = .seconds(2)

        #expect(cluster.write("v", key, .quorum, at: 0) == applied)
        #expect(cluster.held(key, at: 2) == nil)
        #expect(cluster.replicas[2].statistics.refusedStampCount > 0)
        cluster.wire.stations[2].clockLag = .zero
        cluster.wire.advance(by: .seconds(2))

        #expect(cluster.held(key, at: 2) == "v")
    }

    @Test("When all owners refuse the stamp, the write says so")
    func refusedStampEverywhere() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[0].clockLag = .seconds(2)
        cluster.wire.stations[1].clockLag = .seconds(2)

        #expect(cluster.write("v", key, .one, at: 2) == .failed(.clockTooFarAhead))
        #expect(cluster.leftovers == [0, 0, 0])
    }

    // MARK: Outboxes

    @Test("Changes that were lost with a connection are sent again")
    func lostBatch() {
        let cluster = PlaneCluster()
        let keys = (0..<20).map { cluster.key(ownedBy: [0, 1], "batch\($0)") }
        _ = cluster.write("warm", keys[0], .all, at: 0)
        cluster.wire.stations[1].isDeaf = true
        for key in keys { _ = cluster.write("v", key, at: 0) }
        cluster.wire.advance(by: .milliseconds(2))
        cluster.wire.cut(1)
        cluster.wire.stations[1].isDeaf = false

        cluster.wire.advance(by: .seconds(2))

        #expect(keys.allSatisfy { cluster.held($0, at: 1) == "v" })
        #expect(cluster.wire.stations[0].machine.statistics.retriedBatchCount == 1)
        #expect(cluster.leftovers == [0, 0, 0])
        let isDrained = cluster.replicas[0].ownership.outboxes.allSatisfy { $0?.statistics.isEmpty ?? true }
        #expect(isDrained)
    }

    @Test("A receipt that comes twice, or after its batch was given up, changes nothing")
    func duplicateReceipts() {
        let cluster = PlaneCluster { $0.batchTimeout = .milliseconds(100) }
        let key = cluster.key(ownedBy: [0, 1])
        _ = cluster.write("warm", key, .all, at: 0)
        cluster.wire.stations[0].isDeaf = true
        _ = cluster.write("v", key, at: 0)
        // The batch arrives, its receipts do not, so it is sent again and again.
        cluster.wire.advance(by: .seconds(1))
        #expect(cluster.held(key, at: 1) == "v")
        cluster.wire.undeafen(0)
        cluster.wire.advance(by: .seconds(1))

        #expect(cluster.leftovers == [0, 0, 0])
        #expect(cluster.wire.stations[0].machine.flushes.map(\.inFlightCount) == [0])
        _ = cluster.write("w", key, at: 0)
        cluster.wire.advance(by: .milliseconds(1))
        #expect(cluster.held(key, at: 1) == "w")
    }

    @Test("An owner that is down for long receives everything when it is back, whatever the batch limits")
    func longOutage() {
        let cluster = PlaneCluster { $0.batchByteLimit = 100 }
        let keys = (0..<100).map { cluster.key(ownedBy: [0, 1], "long\($0)") }
        cluster.wire.stations[1].isDown = true
        for key in keys {
            #expect(cluster.write("v", key, at: 0) == applied)
            cluster.wire.advance(by: .milliseconds(100))
        }
        cluster.wire.stations[1].isDown = false

        cluster.wire.advance(by: .seconds(5))

        #expect(keys.allSatisfy { cluster.held($0, at: 1) == "v" })
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A wake that arrives before the plane knows the ownership is not lost")
    func earlyWake() {
        let cluster = PlaneCluster(2)
        let key = cluster.key(ownedBy: [0, 1])
        let renewed = makeOwnership(local: 0, count: 2)
        cluster.replicas[0].publish(renewed)

        // Another thread writes under the new ownership before the plane has heard of it.
        let outbox = renewed.outboxes[1]
        let admission = outbox?.enqueue(key, in: KeySlot(of: key.span))
        #expect(admission == .wakesFlusher)
        cluster.plant("v", key, at: 0)
        if let outbox { cluster.wire.run(0) { $0.outboxWoke(outbox, at: $1, into: &$2) } }
        cluster.wire.run(0) { $0.ownershipChanged(to: renewed, at: $1, into: &$2) }
        cluster.wire.advance(by: .milliseconds(10))

        #expect(cluster.held(key, at: 1) == "v")
    }

    @Test("When one owner's outbox is full, the other owner is told all the same, and the loss is counted")
    func fullOutbox() {
        var limits = Outbox.Limits()
        limits.carriedByteCount = 1_000
        let cluster = PlaneCluster(limits: limits)
        let key = cluster.key(ownedBy: [0, 1])
        let large = String(repeating: "x", count: 600)
        cluster.wire.stations[1].isDown = true
        #expect(cluster.write(large, cluster.key(ownedBy: [1, 0], "fill"), .local, at: 2) == applied)
        cluster.wire.advance(by: .seconds(1))

        #expect(cluster.write(large, key, .local, at: 2) == applied)
        cluster.wire.advance(by: .milliseconds(10))

        #expect(cluster.held(key, at: 0) == large)
        #expect(cluster.replicas[2].statistics.abandonedCopyCount == 1)
    }

    @Test("When every owner's outbox is full, the write is refused")
    func allOutboxesFull() {
        var limits = Outbox.Limits()
        limits.carriedByteCount = 1_000
        let cluster = PlaneCluster(limits: limits)
        let large = String(repeating: "x", count: 600)
        cluster.wire.stations[0].isDown = true
        cluster.wire.stations[1].isDown = true

        #expect(cluster.write(large, cluster.key(ownedBy: [0, 1], "a"), .local, at: 2) == applied)
        guard
            case .failed(.overloaded) = cluster.write(
                large, cluster.key(ownedBy: [0, 1], "b"), .local, at: 2)
        else {
            Issue.record("the write was not refused")
            return
        }
    }

    // MARK: Decisions

    private func ifAbsent(_ value: String, _ key: [UInt8]) -> EntryUpdate {
        EntryUpdate(key: key, condition: .ifAbsent, value: .store(bytes(value)))
    }

    @Test("A conditional update is decided by one owner, whoever is asked, so it is made once")
    func decidedOnce() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])

        let answers = [2, 1, 0].map { cluster.ask(.update(ifAbsent("by \($0)", key), concern: .one), at: $0) }

        #expect(answers == [applied, skipped, skipped])
        #expect(cluster.read(key, at: 0) == "by 2")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("A decision is acknowledged only with the copies that the concern asks for")
    func decidedWithConcern() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])

        #expect(cluster.ask(.update(ifAbsent("v", key), concern: .all), at: 2) == applied)

        #expect(cluster.held(key, at: 0) == "v")
        #expect(cluster.held(key, at: 1) == "v")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("The former entry is reported over the wire")
    func previous() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        _ = cluster.write("before", key, .all, at: 0)
        let update = EntryUpdate(key: key, value: .delete, reportsPrevious: true)

        guard case .updated(let result) = cluster.ask(.update(update, concern: .all), at: 2) else {
            Issue.record("the update was not decided")
            return
        }
        #expect(result.isApplied)
        #expect(result.previous?.value == bytes("before"))
    }

    @Test("When the first owner is down, the second one decides")
    func secondDecides() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[0].isDown = true

        #expect(cluster.ask(.update(ifAbsent("v", key), concern: .one), at: 2) == applied)
        #expect(cluster.held(key, at: 1) == "v")
    }

    @Test("When the connection breaks after the update was sent, nobody else decides and nothing is claimed")
    func uncertainDecision() {
        let cluster = PlaneCluster()
        let key = cluster.key(ownedBy: [0, 1])
        _ = cluster.read(key, at: 2)
        cluster.wire.stations[2].isDeaf = true

        let operation = cluster.begin(.update(ifAbsent("v", key), concern: .one), at: 2)
        #expect(cluster.held(key, at: 0) == "v")
        cluster.wire.cut(0)

        let expected = OperationFailure.timedOut(answered: 0, required: 1, silent: [identity(0).node])
        #expect(cluster.answer(to: operation, at: 2) == .failed(expected))
        #expect(cluster.leftovers[2] == 0)
    }

    @Test("An owner that does not know the key yet asks the others before it decides")
    func unsettledDecision() {
        let cluster = PlaneCluster(isSettled: false)
        let key = cluster.key(ownedBy: [0, 1])
        cluster.plant("old", key, at: 2)

        #expect(cluster.ask(.update(ifAbsent("new", key), concern: .one), at: 1) == skipped)
        #expect(cluster.held(key, at: 0) == "old")
        #expect(cluster.leftovers == [0, 0, 0])
    }

    @Test("An owner that cannot learn of the present entry does not decide")
    func unsettledUnreachable() {
        let cluster = PlaneCluster(isSettled: false)
        let key = cluster.key(ownedBy: [0, 1])
        cluster.wire.stations[2].isDown = true

        guard
            case .failed(.ownersUnreachable) = cluster.ask(.update(ifAbsent("v", key), concern: .one), at: 0)
        else {
            Issue.record("the update was decided")
            return
        }
        #expect(cluster.held(key, at: 0) == nil)
        #expect(cluster.leftovers == [0, 0, 0])
    }
}
