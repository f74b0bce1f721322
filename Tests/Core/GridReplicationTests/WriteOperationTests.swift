import GridReplication
import Testing

@Suite("Writing to owners")
struct WriteOperationTests {
    @Test("A write is acknowledged by the confirmation that makes up the number, and only once")
    func acknowledged() {
        var write = WriteOperation(required: 2, held: 1, owners: [4, 5])

        #expect(write.start() == .wait)
        #expect(write.receive(.merged, from: 5) == .acknowledged)
        #expect(!write.isComplete)
        #expect(write.receive(.merged, from: 4) == .wait)
        #expect(write.isComplete)
    }

    @Test("A write whose copies are held already is acknowledged at once")
    func alreadyHeld() {
        var write = WriteOperation(required: 1, held: 1, owners: [4])

        #expect(write.start() == .acknowledged)
        #expect(write.start() == .wait)
    }

    @Test("It fails as soon as those left cannot make up the number")
    func failsEarly() {
        var write = WriteOperation(required: 3, held: 1, owners: [4, 5])

        #expect(write.start() == .wait)
        #expect(write.fail(4) == .failed(.unreachable))
        #expect(write.receive(.merged, from: 5) == .wait)
        #expect(write.isComplete)
        #expect(write.progress.silent == [4])
        #expect(write.progress.answered == 2)
    }

    @Test("One failure does not matter when the others suffice")
    func failureWithinTolerance() {
        var write = WriteOperation(required: 2, held: 1, owners: [4, 5])

        #expect(write.fail(4) == .wait)
        #expect(write.receive(.merged, from: 5) == .acknowledged)
    }

    @Test("A refusal is told apart from an owner that cannot be reached")
    func refusals() {
        var refused = WriteOperation(required: 1, held: 0, owners: [4])
        #expect(refused.receive(.refusedEntries, from: 4) == .failed(.refused))

        var skewed = WriteOperation(required: 2, held: 0, owners: [4, 5])
        #expect(skewed.receive(.clockTooFarAhead, from: 4) == .failed(.clockTooFarAhead))
    }

    @Test("A second receipt, and one of a node that was not asked, count for nothing")
    func duplicates() {
        var write = WriteOperation(required: 3, held: 1, owners: [4, 5])

        #expect(write.receive(.merged, from: 4) == .wait)
        #expect(write.receive(.merged, from: 4) == .wait)
        #expect(write.fail(4) == .wait)
        #expect(write.receive(.merged, from: 9) == .wait)
        #expect(write.waitingNodes == [5])
        #expect(write.receive(.merged, from: 5) == .acknowledged)
    }

    @Test(
        "Each concern requires its share of the owners",
        arguments: [(1, 1, 1, 1), (2, 1, 2, 2), (3, 1, 2, 3), (4, 1, 3, 4), (5, 1, 3, 5)])
    func concerns(ownerCount: Int, one: Int, quorum: Int, all: Int) {
        #expect(WriteConcern.local.requiredCopies(ownerCount: ownerCount) == 0)
        #expect(WriteConcern.one.requiredCopies(ownerCount: ownerCount) == one)
        #expect(WriteConcern.quorum.requiredCopies(ownerCount: ownerCount) == quorum)
        #expect(WriteConcern.all.requiredCopies(ownerCount: ownerCount) == all)
    }
}
