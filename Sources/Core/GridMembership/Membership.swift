package import GridDeterminism
package import GridIdentity

/// One member's view of the cluster as a pure state machine: messages and deadlines in, effects out.
///
/// It finds the cluster through seeds, notices members that fail, tells and hears news, and keeps contacting the
/// dead, so that a healed partition heals the view without a restart. It performs no input or output and reads no
/// clock; a driver feeds it:
///
///     try membership.receive(payload, from: address, at: now, into: &effects)
///     effects.drain(perform)
///     wakeUp(at: membership.nextDeadline)
///
/// The instants passed in must not go backwards.
///
/// Source: Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
/// Protocol" (DSN 2002). Added to it: epochs, the full exchange of lists, and the way back from "dead".
package struct Membership: ~Copyable {
    /// The parameters, which never change.
    package let configuration: MembershipConfiguration
    /// What the node says about itself.
    package internal(set) var local: Member
    /// What has been done and met so far.
    package internal(set) var statistics = MembershipStatistics()
    /// The process that runs under this node's name with a higher epoch; see ``MemberChange/replaced(_:previous:)``.
    package internal(set) var successor: NodeID?

    var random: SeededRandom
    var table: MemberTable
    var rotation = ProbeRotation()
    var probes: [Probe] = []
    var relays: [RelayedProbe] = []
    var suspicions: [Suspicion] = []
    var rumors: RumorQueue
    var seeds: SeedContact?
    var reconnectBackoff: Backoff
    var timers = MembershipTimers()
    var nextSequence: UInt32

    /// How many probes of its own a node carries out at the same time; hints beyond that are ignored.
    static let maximumProbeCount = 16
    /// How many probes a node carries out for others at the same time.
    static let maximumRelayCount = 256
    /// How many seeds may be given.
    package static let maximumSeedCount = 256

    /// Makes a member that knows nobody and is silent until it starts.
    ///
    /// - Precondition: `local` is alive and `configuration` is valid.
    package init(local: Member, configuration: MembershipConfiguration, random: SeededRandom) {
        precondition(local.state == .alive, "a node begins alive, not \(local.state)")
        do throws(InvalidMembershipConfiguration) {
            try configuration.validate()
        } catch {
            preconditionFailure("the configuration was not validated: \(error.problems)")
        }
        self.local = local
        self.configuration = configuration
        self.random = random
        table = MemberTable(
            capacity: configuration.maximumMemberCount - 1, retention: configuration.deadMemberRetention)
        rumors = RumorQueue(capacity: configuration.maximumMemberCount)
        reconnectBackoff = Backoff(
            from: configuration.reconnectInterval, to: configuration.maximumReconnectInterval)
        nextSequence = UInt32(truncatingIfNeeded: self.random.next())
    }

    /// Begins to look for the cluster at `seeds`, among which the node's own address is skipped.
    ///
    /// - Precondition: the membership has not been started, and there are at most ``maximumSeedCount`` seeds.
    package mutating func start(
        seeds: [NodeAddress], at now: Instant, into effects: inout MembershipEffects
    ) {
        precondition(self.seeds == nil, "a membership starts once")
        precondition(seeds.count <= Self.maximumSeedCount, "\(seeds.count) seeds are too many")
        var others: [NodeAddress] = []
        for seed in seeds where seed != local.address && !others.contains(seed) { others.append(seed) }
        self.seeds = SeedContact(addresses: others, at: now, configuration: configuration)
        timers.probe = now + random.duration(in: .zero...configuration.probeInterval)
        timers.pushPull = now + random.duration(in: .zero...configuration.pushPullInterval)
        timers.reconnect = now + reconnectBackoff.next(using: &random)
        spread(local.id.name, at: now)
        reachedDeadline(at: now, into: &effects)
    }

    /// Tells the others that this node leaves on purpose; it is silent once they have been told.
    ///
    /// Repeated calls are harmless.
    package mutating func leave(at now: Instant, into effects: inout MembershipEffects) {
        guard !isLeaving else { return }
        local.state = .left
        probes.removeAll()
        relays.removeAll()
        suspicions.removeAll()
        timers = MembershipTimers()
        spread(local.id.name, at: now)
        gossip(at: now, into: &effects)
    }

    /// Changes what the node says about itself.
    ///
    /// - Precondition: `weight` is positive and `zone` has at most 255 bytes.
    package mutating func describe(zone: String, weight: UInt16, at now: Instant) {
        guard !zone.hasSameBytes(as: local.zone) || weight != local.weight else { return }
        local = Member(
            id: local.id, address: local.address, state: local.state,
            incarnation: min(local.incarnation + 1, Member.maximumIncarnation), zone: zone, weight: weight)
        spread(local.id.name, at: now)
    }

    /// Takes a reset or refused connection as a reason to probe the member there now.
    ///
    /// It is never a verdict: the member may have closed an idle connection.
    package mutating func hintUnreachable(
        _ address: NodeAddress, at now: Instant, into effects: inout MembershipEffects
    ) {
        guard !isLeaving, let member = table.liveMember(at: address) else { return }
        beginProbe(of: member, at: now, into: &effects)
    }

    /// When ``reachedDeadline(at:into:)`` is due; `nil` when the node waits for nothing.
    package var nextDeadline: Instant? {
        var next = timers.next
        for probe in probes { next = min(next, probe.deadline) }
        for relay in relays { next = min(next, relay.expiresAt) }
        for suspicion in suspicions { next = min(next, suspicion.deadline) }
        if !isLeaving {
            next = min(next, seeds?.deadline ?? .distantFuture)
            next = min(next, table.nextExpiry ?? .distantFuture)
        }
        return next == .distantFuture ? nil : next
    }
}

extension Membership {
    /// Everyone who is known, in the order of their identities: the node itself, live, dead and gone members.
    package var members: [Member] {
        var members = table.records.map(\.member)
        let place = members.firstIndex { local.id < $0.id } ?? members.count
        members.insert(local, at: place)
        return members
    }

    /// How many members are alive or suspected, the node itself included.
    package var liveMemberCount: Int { table.liveCount + 1 }

    /// Whether the node may act as a member: it has found the cluster or is the first of it.
    package var isJoined: Bool { seeds?.isJoined ?? false }

    /// Whether the node leaves or has left.
    package var isLeaving: Bool { local.state == .left }

    /// Whether the node leaves and everybody who could be told has been told.
    package var hasLeft: Bool {
        isLeaving && (table.liveCount == 0 || !rumors.contains(local.id.name))
    }

    /// A fingerprint of the live members with their incarnations: equal at nodes that agree.
    package var viewHash: UInt64 {
        var hash = StableHash()
        for member in members where member.state.isLive {
            hash.combine(member.id.name)
            hash.combine(member.id.epoch)
            hash.combine(member.incarnation)
        }
        return hash.value
    }

    /// Grows whenever ``viewHash`` changes, and costs nothing to ask for.
    package var viewRevision: UInt64 { table.revision + local.incarnation + (isLeaving ? 1 : 0) }

    /// Traps when the parts contradict each other.
    ///
    /// - Complexity: O(n²).
    package func checkInvariants() {
        table.checkInvariants()
        precondition(rotation.count == table.liveCount, "the rotation is not the live members")
        for record in table.records where record.member.state.isLive {
            precondition(rotation.contains(record.member.id.name), "\(record.member) is never probed")
        }
        precondition(probes.count <= Self.maximumProbeCount, "\(probes.count) probes are too many")
        precondition(relays.count <= Self.maximumRelayCount, "\(relays.count) relays are too many")
        precondition(
            rumors.count <= configuration.maximumMemberCount, "there is news about \(rumors.count) members")
        guard !isLeaving else { return }
        let suspectCount = table.records.count { $0.member.state == .suspect }
        precondition(suspicions.count == suspectCount, "\(suspicions.count) suspicions of \(suspectCount)")
        for record in table.records {
            let isSuspected = suspicions.contains { $0.subject == record.member.id }
            precondition(
                isSuspected == (record.member.state == .suspect), "\(record.member) lacks its suspicion")
        }
    }
}
