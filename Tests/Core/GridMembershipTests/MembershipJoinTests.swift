import GridDeterminism
import GridIdentity
import GridMembership
import Testing

@Suite("Joining, reconnecting and leaving")
struct MembershipJoinTests {
    @Test("A node without another seed than itself is joined at once and asks nobody")
    func founder() {
        let node = TestNode(member("a", 1))

        let effects = node.start(seeds: [address(1), address(1)], at: .zero)

        #expect(node.isJoined)
        #expect(effects.isEmpty)
        #expect(node.run(until: seconds(100)).isEmpty)
    }

    @Test("Every seed is asked once at the start, the own address and repetitions left out")
    func asksSeeds() {
        let node = TestNode(member("a", 1))

        let effects = node.start(seeds: [address(2), address(1), address(3), address(2)], at: .zero)

        #expect(effects.messages.map(\.destination) == [address(2), address(3)])
        #expect(effects.messages.allSatisfy { $0.message.content == .pushPullRequest })
        #expect(!node.isJoined)
    }

    @Test("A seed's answer joins the node and ends the asking")
    func answered() {
        let node = TestNode(member("a", 1))
        _ = node.start(seeds: [address(2)], at: .zero)

        let effects = node.receive(
            MembershipMessage(
                sender: member("b", 2), content: .pushPullReply, claims: [MemberClaim(member("c", 3))]),
            at: seconds(0.1))

        #expect(node.isJoined)
        #expect(effects.changes == [.joined(member("b", 2)), .joined(member("c", 3))])
        #expect(node.membership.members.map(\.id.name) == ["a", "b", "c"])
        let asked = node.run(until: seconds(2)).messages.filter { $0.message.content == .pushPullRequest }
        #expect(asked.isEmpty)
    }

    @Test("A node whose seeds do not answer considers itself the first after three seconds, and keeps asking")
    func gracePeriod() {
        let node = TestNode(member("a", 1))
        _ = node.start(seeds: [address(2)], at: .zero)

        _ = node.run(until: seconds(2.999))
        #expect(!node.isJoined)
        _ = node.run(until: seconds(3))
        #expect(node.isJoined)

        // Pauses of 1, 2, 4, 8, 16 and 30 seconds and a quarter at most, then 30 seconds for ever.
        let early = node.run(until: seconds(100)).messages.count
        let late = node.run(until: seconds(1_000)).messages.count
        #expect((5...7).contains(early), "\(early)")
        #expect((23...31).contains(late), "\(late)")
    }

    @Test("A full exchange is answered with everything that is believed")
    func answersList() throws {
        let node = TestNode(member("a", 1))
        for name in [member("b", 2), member("c", 3, .dead), member("d", 4, .left)] {
            _ = node.receive(
                MembershipMessage(sender: member("x", 99), content: .gossip, claims: [MemberClaim(name)]),
                at: .zero)
        }

        let effects = node.receive(
            MembershipMessage(sender: member("y", 98), content: .pushPullRequest), at: seconds(30))

        let reply = try #require(effects.messages.first)
        #expect(reply.destination == address(98) && reply.message.content == .pushPullReply)
        let claims = reply.message.claims.sorted { $0.member.id < $1.member.id }
        #expect(claims.map(\.member.id.name) == ["b", "c", "d", "x", "y"])
        #expect(claims.map(\.secondsSinceDeparture) == [0, 30, 30, 0, 0])
    }

    @Test("A node that finds itself dead in a list refutes before it answers")
    func refutesInAnswer() throws {
        let node = TestNode(member("a", 1))

        let effects = node.receive(
            MembershipMessage(
                sender: member("b", 2), content: .pushPullRequest,
                claims: [MemberClaim(member("a", 1, .dead))]
            ), at: .zero)

        #expect(try #require(effects.messages.first).message.sender == member("a", 1, incarnation: 1))
    }

    @Test("A dead member is contacted for as long as it is remembered, a member that left is not")
    func contactsDead() throws {
        var configuration = MembershipConfiguration()
        configuration.deadMemberRetention = .seconds(3_600)
        let node = TestNode(member("a", 1), configuration: configuration)
        _ = node.start(at: .zero)
        for claim in [member("b", 2), member("c", 3)] {
            _ = node.receive(MembershipMessage(sender: claim, content: .gossip), at: .zero)
        }
        for claim in [member("b", 2, .dead), member("c", 3, .left)] {
            _ = node.receive(
                MembershipMessage(
                    sender: member("x", 99, .left), content: .gossip, claims: [MemberClaim(claim)]),
                at: seconds(1))
        }

        var contacts: [Instant] = []
        for _ in 0..<10_000 {
            guard let deadline = node.nextDeadline, deadline < seconds(5_000) else { break }
            for (_, destination) in node.reachedDeadline(at: deadline).messages {
                #expect(destination == address(2))
                contacts.append(deadline)
            }
        }

        let first = try #require(contacts.first)
        #expect(first >= seconds(5) && first <= seconds(6.25))
        for (earlier, later) in zip(contacts, contacts.dropFirst()) {
            #expect(later.elapsed(since: earlier) <= .milliseconds(37_500))
        }
        let end = try #require(contacts.last)
        #expect(end > seconds(3_563) && end <= seconds(3_601), "\(end)")
    }

    @Test("A seed that nobody is known at is contacted for ever after joining")
    func contactsSeeds() {
        let node = TestNode(member("a", 1))
        _ = node.start(seeds: [address(2), address(3)], at: .zero)
        _ = node.receive(MembershipMessage(sender: member("b", 2), content: .pushPullReply), at: .zero)

        let destinations = node.run(until: seconds(300)).messages
            .filter { $0.message.content == .pushPullRequest && $0.destination == address(3) }

        #expect(destinations.count >= 8)
    }

    @Test("A node that leaves says so at once, then a limited number of times, then falls silent")
    func leaves() {
        let node = TestNode(member("a", 1))
        _ = node.start(at: .zero)
        _ = node.receive(MembershipMessage(sender: member("b", 2), content: .gossip), at: .zero)
        _ = node.run(until: seconds(0.01))

        let first = node.leave(at: seconds(0.01)).messages
        let rest = node.run(until: seconds(60)).messages

        #expect(first.map(\.message.sender.state) == [.left])
        #expect(rest.count == 5)
        #expect(node.hasLeft)
        #expect(node.nextDeadline == nil)
        #expect(node.leave(at: seconds(60)).isEmpty)
    }

    @Test("A node that left does not call itself alive again when it is called dead")
    func staysGone() {
        let node = TestNode(member("a", 1))
        _ = node.leave(at: .zero)

        _ = node.receive(
            MembershipMessage(
                sender: member("b", 2), content: .gossip,
                claims: [MemberClaim(member("a", 1, .dead, incarnation: 3))]), at: .zero)

        #expect(node.membership.local == member("a", 1, .left, incarnation: 4))
    }

    @Test("A list that exceeds a mebibyte is sent in part, and the message keeps the limit")
    func hugeList() throws {
        let node = TestNode(member("a", 1))
        let padding = String(repeating: "n", count: 240)
        for index in 0..<1_600 {
            let other = Member(
                id: NodeID(name: "\(padding)\(index)", epoch: 1), address: longAddress(index, padding),
                zone: padding)
            _ = node.receive(MembershipMessage(sender: other, content: .gossip), at: .zero)
        }

        let effects = node.receive(
            MembershipMessage(sender: member("y", 98), content: .pushPullRequest), at: .zero)

        guard case .send(let payload, _) = effects.last else {
            Issue.record("no answer")
            return
        }
        #expect(payload.count <= 1_048_576 && payload.count > 1_047_000)
        #expect(try #require(effects.messages.first).message.claims.count < 1_600)
    }

    private func longAddress(_ index: Int, _ padding: String) -> NodeAddress {
        guard let address = NodeAddress(host: "\(padding)\(index)", port: 7000) else {
            preconditionFailure("the host is too long")
        }
        return address
    }

    @Test("Gossip keeps to its byte limit and still tells everything, the least told first")
    func gossipLimit() {
        let node = TestNode(member("a", 1))
        _ = node.start(at: .zero)
        let claims = (0..<100).map { MemberClaim(member("member-with-a-long-name-\($0)", 300 + $0)) }
        _ = node.receive(
            MembershipMessage(sender: member("x", 99), content: .gossip, claims: claims), at: .zero)

        var told: [NodeID: Int] = [:]
        for effect in node.run(until: seconds(20)) {
            guard case .send(let payload, _) = effect,
                let message = try? MembershipMessage.decode(payload.span), message.content == .gossip
            else { continue }
            #expect(payload.count <= 1_400)
            for claim in message.claims { told[claim.member.id, default: 0] += 1 }
        }

        for claim in claims { #expect(told[claim.member.id, default: 0] >= 1, "\(claim.member.id)") }
    }
}
