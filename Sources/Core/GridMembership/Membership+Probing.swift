import GridDeterminism
import GridIdentity

extension Membership {
    /// Probes the next member in turn.
    ///
    /// Only known members take turns. Claims of peers decide who does, so a name that is not known is dropped and
    /// is not fatal; ``checkInvariants()`` finds it.
    mutating func beginNextProbe(at now: Instant, into effects: inout MembershipEffects) {
        guard let name = rotation.next(using: &random) else { return }
        guard let member = table.member(named: name) else {
            rotation.remove(name)
            return
        }
        beginProbe(of: member, at: now, into: &effects)
    }

    /// Probes `member` unless that is being done already.
    mutating func beginProbe(of member: Member, at now: Instant, into effects: inout MembershipEffects) {
        guard probes.count < Self.maximumProbeCount, !probes.contains(where: { $0.target == member.id })
        else { return }
        let probe = Probe(
            of: member.id, sequence: takeSequence(), at: now, configuration: configuration)
        probes.append(probe)
        statistics.probeCount += 1
        send(
            .ping(sequence: probe.sequence, target: member.id), to: member.address, receiver: member.id,
            at: now, into: &effects)
    }

    /// Asks others to try, or suspects the target, wherever the time to answer has passed.
    mutating func expireProbes(at now: Instant, into effects: inout MembershipEffects) {
        var failed: [NodeID] = []
        for index in probes.indices {
            switch probes[index].reachedDeadline(at: now) {
            case .none: break
            case .askOthers: askOthers(for: probes[index], at: now, into: &effects)
            case .fail: failed.append(probes[index].target)
            }
        }
        probes.removeAll { failed.contains($0.target) }
        for target in failed {
            statistics.failedProbeCount += 1
            guard let member = table.member(named: target.name), member.id == target, member.state == .alive
            else { continue }
            let claim = MemberClaim(member.changed(to: .suspect))
            believe(claim, from: .observation, at: now, into: &effects)
        }
    }

    private mutating func askOthers(
        for probe: Probe, at now: Instant, into effects: inout MembershipEffects
    ) {
        guard let target = table.member(named: probe.target.name) else { return }
        let helpers = rotation.sample(
            configuration.indirectProbeCount, excluding: target.id.name, using: &random)
        if !helpers.isEmpty { statistics.indirectProbeCount += 1 }
        for helper in helpers.compactMap({ table.member(named: $0) }) {
            let content = MembershipMessage.Content.pingRequest(
                sequence: probe.sequence, target: target.id, address: target.address)
            send(content, to: helper.address, receiver: helper.id, at: now, into: &effects)
        }
    }

    /// Pings `target` for another member.
    mutating func beginRelay(
        _ relay: RelayedProbe, to target: NodeID, at address: NodeAddress, at now: Instant,
        into effects: inout MembershipEffects
    ) {
        guard relays.count < Self.maximumRelayCount else {
            statistics.refusedRelayCount += 1
            return
        }
        relays.append(relay)
        send(
            .ping(sequence: relay.sequence, target: target), to: address, receiver: target, at: now,
            into: &effects)
    }

    /// Ends the probe that was answered, or passes the answer on.
    ///
    /// Late and unknown answers are ignored.
    mutating func receivedAnswer(
        from answerer: NodeID, _ incarnation: UInt64, to sequence: UInt32, at now: Instant,
        into effects: inout MembershipEffects
    ) {
        // Another node at the same address does not speak for the target.
        probes.removeAll { $0.sequence == sequence && $0.target == answerer }
        guard let index = relays.firstIndex(where: { $0.sequence == sequence }) else { return }
        let relay = relays.remove(at: index)
        let content = MembershipMessage.Content.acknowledgement(
            sequence: relay.requesterSequence, answerer: answerer, incarnation: incarnation)
        send(content, to: relay.requester, receiver: nil, at: now, into: &effects)
    }

    /// Declares the members dead that have not refuted in time.
    ///
    /// Every suspicion has its suspect. Claims of peers decide on both, so a suspicion without one is dropped and
    /// is not fatal; ``checkInvariants()`` finds it.
    mutating func expireSuspicions(at now: Instant, into effects: inout MembershipEffects) {
        for suspicion in suspicions where suspicion.deadline <= now {
            guard let member = table.member(named: suspicion.subject.name), member.state == .suspect else {
                continue
            }
            statistics.declaredDeathCount += 1
            believe(MemberClaim(member.changed(to: .dead)), from: .observation, at: now, into: &effects)
        }
        suspicions.removeAll { $0.deadline <= now }
    }

    /// A number that no other probe in flight has.
    mutating func takeSequence() -> UInt32 {
        defer { nextSequence &+= 1 }
        return nextSequence
    }
}
