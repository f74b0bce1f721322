import GridDeterminism
import GridIdentity
import GridMembership
import Testing

@Suite("What a member believes")
struct MembershipClaimTests {
    /// How two claims about one name decide which is believed.
    @Test(
        "A claim takes precedence by epoch, then incarnation, then state",
        arguments: [
            (member("b", 2), member("b", 2, .suspect)),
            (member("b", 2, .suspect), member("b", 2, incarnation: 1)),
            (member("b", 2, .suspect), member("b", 2, .dead)),
            (member("b", 2, .dead), member("b", 2, incarnation: 1)),
            (member("b", 2, .dead), member("b", 2, .left)),
            (member("b", 2, .left), member("b", 2, .suspect, incarnation: 1)),
            (member("b", 2, .left, incarnation: 9), member("b", 2, epoch: 2)),
        ])
    func precedence(weaker: Member, stronger: Member) {
        for (first, second) in [(weaker, stronger), (stronger, weaker)] {
            let node = TestNode(member("a", 1))
            _ = node.receive(gossip(weaker.state == .alive ? weaker : member("b", 2)), at: .zero)
            _ = node.receive(gossip(first), at: .zero)
            _ = node.receive(gossip(second), at: .zero)

            #expect(node.membership.members.first { $0.id.name == "b" } == stronger)
            node.membership.checkInvariants()
        }
    }

    @Test("A stranger that is heard of joins, and the news is passed on")
    func joins() throws {
        let node = TestNode(member("a", 1))

        let effects = node.receive(gossip(member("b", 2)), at: seconds(1))

        #expect(effects.changes == [.joined(member("x", 99)), .joined(member("b", 2))])
        let told = node.run(until: seconds(2)).messages.flatMap { $0.message.claims.map(\.member) }
        #expect(told.contains(member("b", 2)))
    }

    @Test("A tombstone of a stranger is remembered quietly and not passed on")
    func strangersTombstone() {
        let node = TestNode(member("a", 1))
        _ = node.receive(gossip(), at: .zero)
        _ = node.run(until: seconds(10))

        let effects = node.receive(gossip(member("b", 2, .dead, incarnation: 3)), at: seconds(10))
        let late = node.receive(gossip(member("b", 2, incarnation: 3)), at: seconds(10))

        #expect(effects.isEmpty && late.isEmpty)
        #expect(node.state(of: "b") == .dead)
    }

    @Test("A suspected member that refutes is alive again")
    func refutes() {
        let node = TestNode(member("a", 1))
        _ = node.receive(gossip(member("b", 2)), at: .zero)

        let suspected = node.receive(gossip(member("b", 2, .suspect)), at: .zero)
        let refuted = node.receive(gossip(member("b", 2, incarnation: 1)), at: .zero)

        #expect(suspected.changes == [.suspected(member("b", 2, .suspect))])
        #expect(refuted.changes == [.refuted(member("b", 2, incarnation: 1))])
        let later = node.run(until: seconds(10)).changes
        #expect(!later.contains(.died(member("b", 2, .dead, incarnation: 1))))
    }

    @Test("A suspected member that does not refute in time is dead")
    func dies() {
        let node = TestNode(member("a", 1))
        _ = node.receive(gossip(member("b", 2, .suspect)), at: seconds(1))

        let early = node.run(until: seconds(4.999)).changes
        let late = node.run(until: seconds(5)).changes

        #expect(early.isEmpty)
        #expect(late == [.died(member("b", 2, .dead))])
        #expect(node.membership.statistics.declaredDeathCount == 1)
    }

    @Test("A dead member comes back with a higher incarnation, not with the same")
    func comesBack() {
        let node = TestNode(member("a", 1))
        _ = node.receive(gossip(member("b", 2)), at: .zero)
        let died = node.receive(gossip(member("b", 2, .dead)), at: .zero)

        let same = node.receive(gossip(member("b", 2)), at: .zero)
        let higher = node.receive(gossip(member("b", 2, incarnation: 1)), at: .zero)

        #expect(died.changes == [.died(member("b", 2, .dead))])
        #expect(same.isEmpty)
        #expect(higher.changes == [.refuted(member("b", 2, incarnation: 1))])
    }

    @Test(
        "A node that hears it is failing raises its incarnation above the claim's and says so",
        arguments: [(MemberState.suspect, 0, 1), (.dead, 0, 1), (.left, 4, 5), (.alive, 4, 5)]
            as [(MemberState, UInt64, UInt64)])
    func refutesForItself(state: MemberState, incarnation: UInt64, expected: UInt64) throws {
        let node = TestNode(member("a", 1))

        let effects = node.receive(gossip(member("a", 1, state, incarnation: incarnation)), at: .zero)

        #expect(effects.changes == [.joined(member("x", 99))])
        #expect(node.membership.local == member("a", 1, incarnation: expected))
        #expect(node.membership.statistics.refutationCount == 1)
        let gossiped = node.run(until: seconds(1)).messages
        #expect(try #require(gossiped.first).message.claims.contains(MemberClaim(node.membership.local)))
    }

    @Test("A refuted claim that comes again is old news")
    func refutesOnce() {
        let node = TestNode(member("a", 1))
        for _ in 0..<3 { _ = node.receive(gossip(member("a", 1, .suspect)), at: .zero) }

        #expect(node.membership.local.incarnation == 1)
    }

    @Test("The highest incarnation cannot be exceeded, so it cannot overflow")
    func highestIncarnation() {
        let node = TestNode(member("a", 1))
        let claim = member("a", 1, .suspect, incarnation: Member.maximumIncarnation)

        _ = node.receive(gossip(claim), at: .zero)
        _ = node.receive(gossip(claim), at: .zero)

        #expect(node.membership.local.incarnation == Member.maximumIncarnation)
    }

    @Test("A list that calls a live member dead only makes it suspect")
    func listCallsDead() {
        let node = TestNode(member("a", 1))
        _ = node.receive(gossip(member("b", 2)), at: .zero)

        let effects = node.receive(message(.pushPullReply, member("b", 2, .dead)), at: .zero)

        #expect(effects.changes == [.suspected(member("b", 2, .suspect))])
    }

    @Test("A newer life of a name replaces the older one at once, even a dead one")
    func newerEpoch() {
        for state in MemberState.allCases {
            let node = TestNode(member("a", 1))
            _ = node.receive(gossip(member("b", 2)), at: .zero)
            _ = node.receive(gossip(member("b", 2, state)), at: .zero)

            let effects = node.receive(gossip(member("b", 3, epoch: 2)), at: .zero)

            let previous = NodeID(name: "b", epoch: 1)
            #expect(effects.changes == [.replaced(member("b", 3, epoch: 2), previous: previous)])
            node.membership.checkInvariants()
        }
    }

    @Test("An older life of a name is ignored, counted, and told the truth")
    func olderEpoch() throws {
        let node = TestNode(member("a", 1))
        let newer = member("b", 3, epoch: 2)
        _ = node.receive(gossip(newer), at: .zero)
        _ = node.run(until: seconds(30))

        let ping = MembershipMessage(
            sender: member("b", 2, epoch: 1, incarnation: 8),
            content: .ping(sequence: 1, target: NodeID(name: "a", epoch: 1)))
        let effects = node.receive(ping, at: seconds(30))

        #expect(effects.changes.isEmpty)
        #expect(node.membership.statistics.nameConflictCount == 1)
        let answer = try #require(effects.messages.first)
        #expect(answer.destination == address(2))
        #expect(answer.message.claims.first?.member.id == newer.id)
    }

    @Test("A node whose name another process has won is told once")
    func successor() {
        let node = TestNode(member("a", 1))
        let winner = member("a", 5, epoch: 2)

        let first = node.receive(gossip(winner), at: .zero)
        let second = node.receive(gossip(winner), at: .zero)

        let change = MemberChange.replaced(winner, previous: NodeID(name: "a", epoch: 1))
        #expect(first.changes.contains(change))
        #expect(second.changes.isEmpty)
        #expect(node.membership.successor == winner.id)
        #expect(node.membership.local == member("a", 1))
    }

    @Test("A process with the very same identity at another address is counted and ignored")
    func sameIdentity() {
        let node = TestNode(member("a", 1))

        let effects = node.receive(
            MembershipMessage(sender: member("a", 7), content: .pushPullRequest), at: .zero)

        #expect(effects.isEmpty)
        #expect(node.membership.statistics.nameConflictCount == 1)
    }

    @Test(
        "A new name with a newer epoch takes the address, and the old name is gone without being called dead")
    func addressTaken() {
        let node = TestNode(member("a", 1))
        _ = node.receive(gossip(member("old", 2, epoch: 5)), at: .zero)

        let effects = node.receive(gossip(member("new", 2, epoch: 6)), at: .zero)

        #expect(
            effects.changes == [
                .left(member("old", 2, epoch: 5, .left)), .joined(member("new", 2, epoch: 6)),
            ])
    }

    @Test("A name with an older epoch does not get the address of a live member")
    func addressKept() {
        let node = TestNode(member("a", 1, epoch: 9))
        _ = node.receive(gossip(member("new", 2, epoch: 6)), at: .zero)

        let other = node.receive(gossip(member("old", 2, epoch: 5, incarnation: 7)), at: .zero)
        let own = node.receive(gossip(member("thief", 1, epoch: 99)), at: .zero)

        #expect(other.changes.isEmpty && own.changes.isEmpty)
        #expect(node.membership.statistics.addressConflictCount == 2)
    }

    @Test("A changed weight is reported and passed on")
    func changedWeight() {
        let node = TestNode(member("a", 1))
        let other = TestNode(member("b", 2))
        _ = node.receive(gossip(member("b", 2)), at: .zero)

        other.membership.describe(zone: "east", weight: 3, at: .zero)
        let effects = node.receive(gossip(other.membership.local), at: .zero)

        let expected = Member(
            id: NodeID(name: "b", epoch: 1), address: address(2), incarnation: 1, zone: "east", weight: 3)
        #expect(effects.changes == [.updated(expected)])
    }

    @Test("The list never exceeds its limit; a newcomer takes the place of the oldest tombstone only")
    func bounded() {
        var configuration = MembershipConfiguration()
        configuration.maximumMemberCount = 4
        let node = TestNode(member("a", 1), configuration: configuration)
        _ = node.receive(gossip(member("b", 2), member("c", 3)), at: .zero)

        let refused = node.receive(gossip(member("d", 4)), at: .zero)
        _ = node.receive(gossip(member("b", 2, .dead), member("c", 3, .dead)), at: seconds(1))
        let accepted = node.receive(gossip(member("d", 4)), at: seconds(2))

        #expect(refused.changes.isEmpty)
        #expect(node.membership.statistics.refusedMemberCount == 1)
        #expect(accepted.changes == [.joined(member("d", 4))])
        #expect(node.membership.members.count == 4)
        #expect(node.state(of: "b") == nil)
        node.membership.checkInvariants()
    }

    @Test("The dead are forgotten after the retention, counted from their death and not from hearing of it")
    func forgotten() {
        let node = TestNode(member("a", 1))
        let day = 24.0 * 60 * 60
        let claim = MemberClaim(member("b", 2, .dead), secondsSinceDeparture: 80_000)
        let old = MemberClaim(member("c", 3, .dead), secondsSinceDeparture: 90_000)
        _ = node.receive(
            MembershipMessage(sender: member("x", 99), content: .gossip, claims: [claim, old]), at: .zero)

        #expect(node.state(of: "b") == .dead)
        #expect(node.state(of: "c") == nil)
        _ = node.reachedDeadline(at: seconds(day - 80_001))
        #expect(node.state(of: "b") == .dead)
        _ = node.reachedDeadline(at: seconds(day - 80_000))
        #expect(node.state(of: "b") == nil)
    }

    /// News from a node called "x".
    private func gossip(_ members: Member...) -> MembershipMessage {
        MembershipMessage(sender: member("x", 99), content: .gossip, claims: members.map { MemberClaim($0) })
    }

    private func message(_ content: MembershipMessage.Content, _ members: Member...) -> MembershipMessage {
        MembershipMessage(sender: member("x", 99), content: content, claims: members.map { MemberClaim($0) })
    }
}
