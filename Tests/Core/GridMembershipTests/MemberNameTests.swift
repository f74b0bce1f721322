import GridDeterminism
import GridIdentity
import GridMembership
import Testing

@Suite("Names with two spellings")
struct MemberNameTests {
    /// One character, C3 A9.
    private let composed = "caf\u{E9}"
    /// An accent that follows its letter, 65 CC 81; equal to the composed spelling for `String`.
    private let decomposed = "cafe\u{301}"

    /// Three messages after which a table searched by `String ==` had lost a suspected member.
    @Test("A suspected member is declared dead whatever the spellings of the names around it")
    func suspicionAmongSpellings() {
        let node = TestNode(member("local", 1))
        let messages = [
            [member("e\u{301}", 2), member("m", 3)],
            [member("\u{E9}", 4, .suspect)],
            [member("a", 5), member("b", 6), member("0", 7)],
        ]
        for members in messages {
            let claims = members.map { MemberClaim($0) }
            let message = MembershipMessage(sender: member("m", 3), content: .gossip, claims: claims)
            _ = node.receive(message, at: .zero)
        }

        let changes = node.run(until: seconds(20)).changes

        #expect(changes.contains(.died(member("\u{E9}", 4, .dead))))
        node.membership.checkInvariants()
    }

    @Test("A table keeps two members whose names differ in bytes only")
    func table() {
        var table = MemberTable(capacity: 9, retention: .seconds(60))
        for name in ["m", composed, decomposed, "a", "z"] {
            #expect(table.merge(MemberClaim(member(name, 1)), at: .zero) == .inserted)
            table.checkInvariants()
        }

        let outcome = table.merge(MemberClaim(member(composed, 1, .dead)), at: .zero)

        #expect(outcome == .changed(previous: member(composed, 1)))
        #expect(table.member(named: composed) == member(composed, 1, .dead))
        #expect(table.member(named: decomposed) == member(decomposed, 1))
        #expect(table.liveCount == 4)
        table.checkInvariants()
        table.removeExpired(at: seconds(60))
        #expect(table.member(named: composed) == nil)
        #expect(table.claim(named: decomposed, at: seconds(60)) == MemberClaim(member(decomposed, 1)))
        table.checkInvariants()
    }

    @Test("News about one of two such members does not take the place of news about the other")
    func rumors() {
        var queue = RumorQueue(capacity: 9)

        queue.insert(composed)
        #expect(!queue.contains(decomposed))
        queue.insert(decomposed)
        queue.insert(composed)

        #expect((0..<queue.count).map { bytes(queue[$0]) } == [bytes(composed), bytes(decomposed)])
    }

    @Test("Two such members take turns, and one goes without the other")
    func rotation() {
        var random = SeededRandom(seed: 1)
        var rotation = ProbeRotation()
        rotation.insert(composed, using: &random)
        #expect(!rotation.contains(decomposed))
        rotation.insert(decomposed, using: &random)

        let pass = (0..<2).compactMap { _ in rotation.next(using: &random) }
        #expect(Set(pass.map(bytes)) == [bytes(composed), bytes(decomposed)])
        let others = rotation.sample(2, excluding: composed, using: &random)
        #expect(others.map(bytes) == [bytes(decomposed)])
        rotation.remove(composed)
        #expect(rotation.next(using: &random).map(bytes) == bytes(decomposed))
        #expect(rotation.count == 1)
    }

    @Test("A node knows two such members, tells about both and lets one die")
    func neighbours() {
        let node = TestNode(member("local", 1))
        let claims = [MemberClaim(member(decomposed, 2)), MemberClaim(member(composed, 3))]

        let joined = node.receive(
            MembershipMessage(sender: member("m", 4), content: .gossip, claims: claims), at: .zero)
        node.membership.checkInvariants()
        let told = node.run(until: seconds(0.5)).messages.flatMap { $0.message.claims.map(\.member) }
        let died = node.receive(
            MembershipMessage(
                sender: member("m", 4), content: .gossip, claims: [MemberClaim(member(composed, 3, .dead))]),
            at: seconds(0.5))

        #expect(joined.changes.map(\.member) == [member("m", 4)] + claims.map(\.member))
        #expect(claims.allSatisfy { told.contains($0.member) })
        #expect(died.changes == [.died(member(composed, 3, .dead))])
        #expect(node.membership.liveMemberCount == 3)
        node.membership.checkInvariants()
    }

    @Test("A node does not take a claim about another spelling of its name for one about itself")
    func ownName() {
        let node = TestNode(member(composed, 1))

        let effects = node.receive(
            MembershipMessage(sender: member(decomposed, 2, epoch: 9), content: .gossip), at: .zero)

        #expect(effects.changes == [.joined(member(decomposed, 2, epoch: 9))])
        #expect(node.membership.successor == nil)
        #expect(node.membership.statistics.nameConflictCount == 0)
        node.membership.checkInvariants()
    }

    @Test("The address of one such member is not the other's to take")
    func address() {
        let node = TestNode(member("local", 1))
        _ = node.receive(MembershipMessage(sender: member(composed, 2), content: .gossip), at: .zero)

        let effects = node.receive(
            MembershipMessage(sender: member(decomposed, 2, epoch: 9), content: .gossip), at: .zero)

        #expect(
            effects.changes == [.left(member(composed, 2, .left)), .joined(member(decomposed, 2, epoch: 9))])
        node.membership.checkInvariants()
    }

    @Test("A zone that changes its spelling is a change")
    func zones() {
        let node = TestNode(member("local", 1))

        node.membership.describe(zone: composed, weight: 1, at: .zero)
        node.membership.describe(zone: decomposed, weight: 1, at: .zero)
        node.membership.describe(zone: decomposed, weight: 1, at: .zero)

        let local = node.membership.local
        #expect(local.incarnation == 2)
        #expect(bytes(local.zone) == bytes(decomposed))
        var other = local
        other.zone = composed
        #expect(other != local)
        #expect(other.hashValue == local.hashValue)
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
