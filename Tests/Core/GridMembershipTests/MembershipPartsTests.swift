import GridDeterminism
import GridIdentity
import GridMembership
import Testing

@Suite("The parts of the membership")
struct MembershipPartsTests {
    @Test("The default configuration is valid")
    func validConfiguration() throws {
        try MembershipConfiguration().validate()
    }

    @Test("All mistakes in a configuration are reported together")
    func invalidConfiguration() {
        var configuration = MembershipConfiguration()
        configuration.gossipInterval = .zero
        configuration.probeTimeout = .seconds(3)
        configuration.failureTimeout = .seconds(2)
        configuration.gossipFanout = 0
        configuration.maximumMemberCount = 20_000
        configuration.reconnectInterval = .seconds(60)

        let error = #expect(throws: InvalidMembershipConfiguration.self) { try configuration.validate() }
        #expect(
            error?.problems == [
                .notPositive(setting: "gossipInterval"),
                .tooSmall(setting: "gossipFanout", value: 0, minimum: 1),
                .tooLarge(setting: "maximumMemberCount", value: 20_000, maximum: 16_384),
                .exceeds(setting: "probeTimeout", limit: "failureTimeout"),
                .exceeds(setting: "failureTimeout", limit: "probeInterval"),
                .exceeds(setting: "reconnectInterval", limit: "maximumReconnectInterval"),
            ])
    }

    @Test("A configuration that was not validated is a programmer error")
    func unvalidatedConfiguration() async {
        await #expect(processExitsWith: .failure) {
            var configuration = MembershipConfiguration()
            configuration.gossipFanout = 0
            _ = Membership(
                local: member("a", 1), configuration: configuration, random: SeededRandom(seed: 1))
        }
    }

    @Test(
        "The suspicion timeout grows with the decimal logarithm from ten members on",
        arguments: [
            (1, 4_000), (2, 4_000), (10, 4_000), (20, 5_204), (100, 8_000), (1_000, 12_000), (4_096, 14_449),
        ])
    func suspicionTimeout(count: Int, expectedMilliseconds: Int64) {
        let timeout = MembershipConfiguration().suspicionTimeout(liveMemberCount: count)
        let error = timeout - .milliseconds(expectedMilliseconds)

        #expect(error <= .milliseconds(1) && error >= .milliseconds(-1), "\(timeout)")
    }

    @Test(
        "News is passed on three times the binary digits of the number of members",
        arguments: [(1, 3), (2, 6), (3, 6), (4, 9), (31, 15), (32, 18), (100, 21), (1_000, 30), (4_096, 39)])
    func transmissionLimit(count: Int, expected: Int) {
        #expect(MembershipConfiguration().transmissionLimit(liveMemberCount: count) == expected)
    }

    @Test("Every member is probed exactly once per pass")
    func rotation() {
        var random = SeededRandom(seed: 11)
        var rotation = ProbeRotation()
        let names = (0..<20).map { "node-\($0)" }
        for name in names { rotation.insert(name, using: &random) }

        for _ in 0..<5 {
            let pass = (0..<20).compactMap { _ in rotation.next(using: &random) }
            #expect(pass.sorted() == names.sorted())
        }
    }

    @Test("Members that come and go during a pass make nobody be skipped or probed twice")
    func changingRotation() {
        var random = SeededRandom(seed: 12)
        var rotation = ProbeRotation()
        for index in 0..<10 { rotation.insert("node-\(index)", using: &random) }
        var probed = (0..<5).compactMap { _ in rotation.next(using: &random) }
        let gone = probed[2]

        rotation.remove(gone)
        rotation.insert("late", using: &random)
        probed += (0..<4).compactMap { _ in rotation.next(using: &random) }

        let stable = probed.filter { $0 != "late" }
        #expect(Set(stable).count == stable.count)
        #expect(stable.count >= 8)
    }

    @Test("A sample has different members without the excluded one, each equally often")
    func sample() {
        var random = SeededRandom(seed: 13)
        var rotation = ProbeRotation()
        for index in 0..<6 { rotation.insert("node-\(index)", using: &random) }
        var counts: [String: Int] = [:]

        for _ in 0..<10_000 {
            let sample = rotation.sample(3, excluding: "node-0", using: &random)
            #expect(Set(sample).count == 3)
            for name in sample { counts[name, default: 0] += 1 }
        }

        #expect(counts["node-0"] == nil)
        for index in 1..<6 { #expect((5_800...6_200).contains(counts["node-\(index)", default: 0])) }
        #expect(rotation.sample(9, excluding: "node-0", using: &random).count == 5)
        #expect(rotation.sample(9, using: &random).count == 6)
        #expect(ProbeRotation().sample(3, using: &random).isEmpty)
    }

    @Test("Rumors are told the least told first, then the newest, and are dropped at the limit")
    func rumors() {
        var queue = RumorQueue(capacity: 9)
        for subject in ["a", "b", "c"] { queue.insert(subject) }
        #expect(subjects(queue) == ["c", "b", "a"])

        queue.recordTransmission(ofFirst: 2, limit: 2)
        #expect(subjects(queue) == ["a", "c", "b"])
        queue.insert("b")
        #expect(subjects(queue) == ["b", "a", "c"])
        queue.recordTransmission(ofFirst: 3, limit: 2)
        #expect(subjects(queue) == ["b", "a"])
        queue.recordTransmission(ofFirst: 2, limit: 2)
        #expect(queue.isEmpty)
    }

    @Test("A full queue of rumors drops the one told most often")
    func fullQueue() {
        var queue = RumorQueue(capacity: 2)
        queue.insert("a")
        queue.recordTransmission(ofFirst: 1, limit: 9)
        queue.insert("b")

        queue.insert("c")

        #expect(subjects(queue) == ["c", "b"])
    }

    private func subjects(_ queue: RumorQueue) -> [String] { (0..<queue.count).map { queue[$0] } }

    @Test("Pauses double up to the maximum and begin again after a reset")
    func backoff() {
        var random = SeededRandom(seed: 14)
        var backoff = Backoff(from: .seconds(5), to: .seconds(30))

        for expected in [5, 10, 20, 30, 30] {
            let pause = backoff.next(using: &random)
            #expect(pause >= .seconds(expected) && pause <= .seconds(expected) * 5 / 4)
        }
        backoff.reset()
        #expect(backoff.next(using: &random) <= .milliseconds(6_250))
    }

    @Test("The fingerprint of a view depends on the live members and their incarnations only")
    func viewHash() {
        let first = TestNode(member("a", 1))
        let second = TestNode(member("b", 2))
        _ = first.receive(MembershipMessage(sender: member("b", 2), content: .gossip), at: .zero)
        _ = second.receive(MembershipMessage(sender: member("a", 1), content: .gossip), at: .zero)
        #expect(first.membership.viewHash == second.membership.viewHash)

        let tombstone = MemberClaim(member("c", 3, .dead))
        _ = first.receive(
            MembershipMessage(sender: member("b", 2), content: .gossip, claims: [tombstone]), at: .zero)
        #expect(first.membership.viewHash == second.membership.viewHash)

        _ = first.receive(
            MembershipMessage(sender: member("b", 2, incarnation: 1), content: .gossip), at: .zero)
        #expect(first.membership.viewHash != second.membership.viewHash)
    }
}
