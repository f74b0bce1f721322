import GridReplication
import GridStore
import Testing

@Suite("Reading at other nodes")
struct ReadOperationTests {
    @Test("At level one the nearest owner is asked, and its answer is the result")
    func one() {
        var read = ReadOperation(required: 1, owners: [4, 5, 6], others: [])

        #expect(read.start() == .ask([4]))
        #expect(read.receive(.held(form(1)), from: 4) == .finished(.newest(form(1), stale: [])))
    }

    @Test("A majority is asked at once; the newest version wins and the other is named stale")
    func quorum() {
        var read = ReadOperation(required: 2, owners: [4, 5, 6], others: [])

        #expect(read.start() == .ask([4, 5]))
        #expect(read.receive(.held(form(1, "old")), from: 4) == .wait)
        #expect(
            read.receive(.held(form(2, "new")), from: 5) == .finished(.newest(form(2, "new"), stale: [4])))
    }

    @Test("An owner that holds nothing is stale as well")
    func staleWithoutEntry() {
        var read = ReadOperation(required: 3, owners: [4, 5, 6], others: [])

        #expect(read.start() == .ask([4, 5, 6]))
        #expect(read.receive(.nothing(isSettled: true), from: 6) == .wait)
        #expect(read.receive(.held(form(3)), from: 4) == .wait)
        #expect(
            read.receive(.held(form(3)), from: 5) == .finished(.newest(form(3), stale: [6])))
    }

    @Test("This node's own answer counts as one")
    func localAnswer() {
        var read = ReadOperation(required: 2, owners: [5, 6], others: [], local: (4, .held(form(9))))

        #expect(read.start() == .ask([5]))
        #expect(
            read.receive(.nothing(isSettled: false), from: 5) == .finished(.newest(form(9), stale: [5])))
    }

    @Test("What this node holds without being an owner is looked at when unsettled owners know nothing")
    func leftover() {
        var read = ReadOperation(required: 1, owners: [4], others: [9], leftover: form(7))
        #expect(read.start() == .ask([4]))
        #expect(
            read.receive(.nothing(isSettled: false), from: 4) == .finished(.newest(form(7), stale: [4])))

        var settled = ReadOperation(required: 1, owners: [4], others: [9], leftover: form(7))
        #expect(settled.start() == .ask([4]))
        #expect(settled.receive(.nothing(isSettled: true), from: 4) == .finished(.nothing))
    }

    @Test("For every owner that fails another one is asked")
    func failover() {
        var read = ReadOperation(required: 1, owners: [4, 5, 6], others: [])

        #expect(read.start() == .ask([4]))
        #expect(read.fail(4) == .ask([5]))
        #expect(read.fail(5) == .ask([6]))
        #expect(read.fail(6) == .finished(.unreachable(answered: 0, required: 1, nodes: [4, 5, 6])))
    }

    @Test("Too few answers are an error that counts them, never a miss")
    func tooFew() {
        var read = ReadOperation(required: 3, owners: [4, 5, 6], others: [9])

        #expect(read.start() == .ask([4, 5, 6]))
        #expect(read.receive(.nothing(isSettled: true), from: 4) == .wait)
        #expect(read.fail(6) == .wait)
        #expect(
            read.receive(.held(form(1)), from: 5)
                == .finished(.unreachable(answered: 2, required: 3, nodes: [6])))
    }

    @Test("A settled owner that holds nothing makes a miss")
    func miss() {
        var read = ReadOperation(required: 1, owners: [4, 5], others: [7])

        #expect(read.start() == .ask([4]))
        #expect(read.receive(.nothing(isSettled: true), from: 4) == .finished(.nothing))
    }

    @Test("Unsettled owners are no miss: the other owners and then the other members are asked, one by one")
    func unsettled() {
        var read = ReadOperation(required: 1, owners: [4, 5], others: [7, 8])

        #expect(read.start() == .ask([4]))
        #expect(read.receive(.nothing(isSettled: false), from: 4) == .ask([5]))
        #expect(read.receive(.nothing(isSettled: false), from: 5) == .ask([7]))
        #expect(
            read.receive(.held(form(1)), from: 7) == .finished(.newest(form(1), stale: [4, 5])))
    }

    @Test("When all were asked and nobody holds anything, it is a miss")
    func unsettledEverywhere() {
        var read = ReadOperation(required: 1, owners: [4], others: [7])

        #expect(read.start() == .ask([4]))
        #expect(read.receive(.nothing(isSettled: false), from: 4) == .ask([7]))
        #expect(read.receive(.nothing(isSettled: false), from: 7) == .finished(.nothing))
    }

    @Test("When one who may know cannot be reached, it is an error and not a miss")
    func unsettledAndUnreachable() {
        var read = ReadOperation(required: 1, owners: [4], others: [7])

        #expect(read.start() == .ask([4]))
        #expect(read.receive(.nothing(isSettled: false), from: 4) == .ask([7]))
        #expect(read.fail(7) == .finished(.unreachable(answered: 1, required: 1, nodes: [7])))
    }

    @Test("An unreachable owner is remembered while the others are asked")
    func unreachableOwnerIsNoMiss() {
        var read = ReadOperation(required: 1, owners: [4, 5], others: [7])

        #expect(read.start() == .ask([4]))
        #expect(read.fail(4) == .ask([5]))
        #expect(read.receive(.nothing(isSettled: false), from: 5) == .ask([7]))
        #expect(
            read.receive(.nothing(isSettled: false), from: 7)
                == .finished(.unreachable(answered: 2, required: 1, nodes: [4])))
    }

    @Test("A hedge asks one more owner; the first answer decides")
    func hedge() {
        var read = ReadOperation(required: 1, owners: [4, 5], others: [])

        #expect(read.start() == .ask([4]))
        #expect(read.hedge() == .ask([5]))
        #expect(read.hedge() == .wait)
        #expect(read.receive(.held(form(1)), from: 5) == .finished(.newest(form(1), stale: [])))
    }

    @Test("The failure of one of two hedged owners leaves the other")
    func hedgedFailure() {
        var read = ReadOperation(required: 1, owners: [4, 5], others: [])

        #expect(read.start() == .ask([4]))
        #expect(read.hedge() == .ask([5]))
        #expect(read.fail(5) == .wait)
        #expect(read.fail(4) == .finished(.unreachable(answered: 0, required: 1, nodes: [5, 4])))
    }

    @Test("With a hedge under way, an unsettled answer waits for the other")
    func hedgedUnsettled() {
        var read = ReadOperation(required: 1, owners: [4, 5], others: [7])

        #expect(read.start() == .ask([4]))
        #expect(read.hedge() == .ask([5]))
        #expect(read.receive(.nothing(isSettled: false), from: 4) == .wait)
        #expect(read.receive(.nothing(isSettled: true), from: 5) == .finished(.nothing))
    }

    @Test("A second answer, an answer after a failure and one of a node that was not asked count for nothing")
    func duplicates() {
        var read = ReadOperation(required: 2, owners: [4, 5, 6], others: [])

        #expect(read.start() == .ask([4, 5]))
        #expect(read.receive(.held(form(1)), from: 4) == .wait)
        #expect(read.receive(.held(form(8)), from: 4) == .wait)
        #expect(read.receive(.held(form(8)), from: 6) == .wait)
        #expect(read.fail(5) == .ask([6]))
        #expect(read.receive(.held(form(8)), from: 5) == .wait)
        #expect(read.fail(5) == .wait)
        #expect(read.receive(.held(form(1)), from: 6) == .finished(.newest(form(1), stale: [])))
    }

    @Test("A tombstone is an answer like any other version, and the newer one wins")
    func tombstone() {
        let tombstone = StoredForm(metadata: .tombstone(version: version(5)), bytes: [])
        var read = ReadOperation(required: 2, owners: [4, 5], others: [])

        #expect(read.start() == .ask([4, 5]))
        #expect(read.receive(.held(tombstone), from: 4) == .wait)
        #expect(read.receive(.held(form(4)), from: 5) == .finished(.newest(tombstone, stale: [5])))
    }

    @Test("A timeout reports how many answered and who is silent")
    func progress() {
        var read = ReadOperation(required: 3, owners: [4, 5, 6], others: [])
        _ = read.start()
        _ = read.receive(.nothing(isSettled: true), from: 5)
        _ = read.fail(4)

        #expect(read.progress.answered == 1)
        #expect(read.progress.required == 3)
        #expect(read.progress.silent == [6, 4])
    }

    @Test(
        "Each level requires its share of the owners",
        arguments: [(1, 1, 1, 1), (2, 1, 2, 2), (3, 1, 2, 3), (4, 1, 3, 4), (5, 1, 3, 5)])
    func levels(ownerCount: Int, one: Int, quorum: Int, all: Int) {
        #expect(ReadLevel.one.requiredAnswers(ownerCount: ownerCount) == one)
        #expect(ReadLevel.quorum.requiredAnswers(ownerCount: ownerCount) == quorum)
        #expect(ReadLevel.all.requiredAnswers(ownerCount: ownerCount) == all)
    }
}
