import GridDeterminism
import GridIdentity
import GridMembership
import Testing

@Suite("Probing")
struct MembershipProbingTests {
    @Test("A ping is acknowledged with the present identity, whomever it was meant for")
    func answersPing() throws {
        let node = TestNode(member("a", 1, epoch: 5))

        let effects = node.receive(
            MembershipMessage(
                sender: member("b", 2), content: .ping(sequence: 77, target: NodeID(name: "a", epoch: 4))),
            at: .zero)

        let answer = try #require(effects.messages.first)
        #expect(answer.destination == address(2))
        #expect(
            answer.message.content
                == .acknowledgement(sequence: 77, answerer: NodeID(name: "a", epoch: 5), incarnation: 0))
        #expect(answer.message.sender == member("a", 1, epoch: 5))
        #expect(effects.changes == [.joined(member("b", 2))])
    }

    @Test("A member that does not answer is asked through others after half a second and suspected after one")
    func indirectProbe() throws {
        let node = started(knowing: "b", "c", "d", "e", "f")
        let probe = try firstPing(of: node)

        let quiet = node.run(until: probe.time + .milliseconds(499))
        let requests = node.reachedDeadline(at: probe.time + .milliseconds(500)).messages
        let early = node.run(until: probe.time + .milliseconds(999)).changes
        let late = node.run(until: probe.time + .milliseconds(1_000)).changes

        #expect(quiet.messages.allSatisfy { $0.message.content == .gossip })
        let asked = requests.filter { $0.message.content == expectedRequest(probe) }
        #expect(Set(asked.map(\.destination)).count == 3)
        #expect(!asked.contains { $0.destination == probe.address })
        #expect(early.isEmpty)
        #expect(late.count == 1)
        guard case .suspected(let member) = late.first else {
            Issue.record("nobody is suspected")
            return
        }
        #expect(member.id == probe.target)
    }

    @Test("An answer ends the probe, directly or through another member", arguments: [false, true])
    func answeredProbe(isRelayed: Bool) throws {
        let node = started(knowing: "b", "c")
        let probe = try firstPing(of: node)
        let answerTime = probe.time + .milliseconds(isRelayed ? 900 : 100)
        _ = node.run(until: answerTime)

        let sender = isRelayed ? (probe.target.name == "b" ? "c" : "b") : probe.target.name
        _ = node.receive(
            MembershipMessage(
                sender: member(sender, number(sender)),
                content: .acknowledgement(sequence: probe.sequence, answerer: probe.target, incarnation: 0)),
            at: answerTime)

        let later = node.run(until: probe.time + .milliseconds(1_000)).changes
        #expect(later.isEmpty)
        #expect(node.membership.statistics.failedProbeCount == 0)
    }

    @Test("An answer from another node at the same address, or to another probe, does not end the probe")
    func wrongAnswer() throws {
        let node = started(knowing: "b", "c")
        let probe = try firstPing(of: node)
        let stranger = NodeID(name: "stranger", epoch: 1)

        for (answerer, sequence) in [(stranger, probe.sequence), (probe.target, probe.sequence &+ 1)] {
            _ = node.receive(
                MembershipMessage(
                    sender: member("stranger", 50),
                    content: .acknowledgement(sequence: sequence, answerer: answerer, incarnation: 0)),
                at: probe.time)
        }
        _ = node.run(until: probe.time + .milliseconds(1_000))

        #expect(node.state(of: probe.target.name) == .suspect)
    }

    @Test("A request to probe is carried out and the answer passed on under the requester's number")
    func relay() throws {
        let node = TestNode(member("a", 1))
        let target = NodeID(name: "c", epoch: 1)

        let request = node.receive(
            MembershipMessage(
                sender: member("b", 2),
                content: .pingRequest(sequence: 9, target: target, address: address(3))),
            at: .zero)
        let ping = try #require(request.messages.first)
        guard case .ping(let sequence, target) = ping.message.content else {
            Issue.record("\(ping.message.content) instead of a ping")
            return
        }
        let acknowledgement = MembershipMessage(
            sender: member("c", 3, incarnation: 4),
            content: .acknowledgement(sequence: sequence, answerer: target, incarnation: 4))
        let relayed = node.receive(acknowledgement, at: seconds(0.5)).messages
        let repeated = node.receive(acknowledgement, at: seconds(0.5)).messages

        #expect(ping.destination == address(3))
        #expect(relayed.map(\.destination) == [address(2)])
        #expect(
            relayed.first?.message.content == .acknowledgement(sequence: 9, answerer: target, incarnation: 4))
        #expect(repeated.isEmpty)
    }

    @Test("A late answer to a relayed probe is of no use and is dropped")
    func lateRelay() throws {
        let node = TestNode(member("a", 1))
        let target = NodeID(name: "c", epoch: 1)
        let request = node.receive(
            MembershipMessage(
                sender: member("b", 2),
                content: .pingRequest(sequence: 9, target: target, address: address(3))),
            at: .zero)
        guard case .ping(let sequence, _) = request.messages.first?.message.content else {
            Issue.record("no ping")
            return
        }

        _ = node.run(until: seconds(1))
        let late = node.receive(
            MembershipMessage(
                sender: member("c", 3),
                content: .acknowledgement(sequence: sequence, answerer: target, incarnation: 0)),
            at: seconds(1))

        #expect(late.messages.isEmpty)
    }

    @Test("Requests to probe beyond the limit are refused and counted")
    func boundedRelays() {
        let node = TestNode(member("a", 1))
        for sequence in 0..<300 {
            _ = node.receive(
                MembershipMessage(
                    sender: member("b", 2),
                    content: .pingRequest(
                        sequence: UInt32(sequence), target: NodeID(name: "c", epoch: 1), address: address(3))),
                at: .zero)
        }

        #expect(node.membership.statistics.refusedRelayCount == 44)
        node.membership.checkInvariants()
    }

    @Test("Whoever talks to a suspected or dead member tells it so, long after that was news")
    func tellsSuspect() throws {
        for (state, instant) in [(MemberState.suspect, 3.9), (.dead, 60)] {
            let node = TestNode(member("a", 1))
            let claims = [MemberClaim(member("b", 2, .suspect))]
            _ = node.receive(
                MembershipMessage(sender: member("x", 99), content: .gossip, claims: claims), at: .zero)
            _ = node.run(until: seconds(instant))

            let effects = node.receive(
                MembershipMessage(
                    sender: member("b", 2), content: .ping(sequence: 1, target: NodeID(name: "a", epoch: 1))),
                at: seconds(instant))

            let answer = try #require(effects.messages.first)
            #expect(answer.message.claims.map(\.member) == [member("b", 2, state)])
        }
    }

    @Test("A broken connection makes a member be probed now, and changes nothing else")
    func hint() throws {
        let node = started(knowing: "b", "c")
        _ = node.receive(MembershipMessage(sender: member("b", 2), content: .gossip), at: .zero)

        let effects = node.hintUnreachable(address(2), at: .zero)
        let repeated = node.hintUnreachable(address(2), at: .zero)
        let stranger = node.hintUnreachable(address(50), at: .zero)

        let ping = try #require(effects.messages.first)
        guard case .ping(_, let target) = ping.message.content else {
            Issue.record("\(ping.message.content) instead of a ping")
            return
        }
        #expect(target.name == "b" && ping.destination == address(2))
        #expect(effects.changes.isEmpty && node.state(of: "b") == .alive)
        #expect(repeated.isEmpty && stranger.isEmpty)
    }

    @Test("Early and repeated calls at a deadline do nothing more; a late one does the work once")
    func deadlines() throws {
        let node = started(knowing: "b", "c")
        let probe = try firstPing(of: node)
        let deadline = try #require(node.nextDeadline)

        #expect(node.reachedDeadline(at: probe.time).isEmpty)
        #expect(node.reachedDeadline(at: probe.time).isEmpty)
        #expect(node.nextDeadline == deadline)
        let late = node.reachedDeadline(at: probe.time + .seconds(20)).messages
        let pings = late.filter { if case .ping = $0.message.content { true } else { false } }
        #expect(pings.count == 1)
        #expect(node.reachedDeadline(at: probe.time + .seconds(20)).isEmpty)
        #expect(node.state(of: probe.target.name) == .alive)
    }

    private struct SeenPing {
        let time: Instant
        let target: NodeID
        let address: NodeAddress
        let sequence: UInt32
    }

    private func number(_ name: String) -> Int { Int(name.utf8.first ?? 0) - 0x60 }

    private func started(knowing names: String...) -> TestNode {
        let node = TestNode(member("a", 1))
        _ = node.start(at: .zero)
        for name in names {
            _ = node.receive(
                MembershipMessage(sender: member(name, number(name)), content: .gossip), at: .zero)
        }
        return node
    }

    private func firstPing(of node: TestNode) throws -> SeenPing {
        for _ in 0..<100 {
            let deadline = try #require(node.nextDeadline)
            for (message, destination) in node.reachedDeadline(at: deadline).messages {
                guard case .ping(let sequence, let target) = message.content else { continue }
                return SeenPing(time: deadline, target: target, address: destination, sequence: sequence)
            }
        }
        throw NoPing()
    }

    private struct NoPing: Error {}

    private func expectedRequest(_ probe: SeenPing) -> MembershipMessage.Content {
        .pingRequest(sequence: probe.sequence, target: probe.target, address: probe.address)
    }
}
