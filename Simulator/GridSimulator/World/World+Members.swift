import GridConfiguration
import GridDeterminism
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridPlacement
import GridReplication
import GridStore
import GridVersioning

/// The beginning and the end of processes.
extension World {
    /// Starts a new process of a member, with an empty store.
    ///
    /// `keepsEpoch`: whether it takes itself for the process that ran before.
    func start(_ member: SimulatedMember, keepsEpoch: Bool = false) {
        guard member.life == nil else { return }
        member.lifeCount += 1
        member.isHostDown = false
        member.forgetDeferred()
        member.address = member.nextAddress
        if !keepsEpoch || member.greatestEpoch == 0 {
            member.greatestEpoch = max(member.wall(at: now).milliseconds, member.greatestEpoch + 1)
        }
        let id = NodeID(name: member.name, epoch: member.greatestEpoch)
        var seeds = random.stream(.protocolSeed, UInt64(member.index), UInt64(member.lifeCount))
        let settings = settings(of: member)
        let store = settings.storeConfiguration(hashSeed: seeds.next())
        let life = MemberLife(
            member: member.index, number: member.lifeCount,
            configuration: configuration(of: member, id, store),
            planeCount: scenario.planeCount, store: store,
            clock: HybridLogicalClock(maximumOffset: settings.maximumClockOffset),
            random: SeededRandom(seed: seeds.next()), placements: placements)
        member.life = life
        deaths.forget(member.index)
        epochOfViews += 1
        note("\(member.name) starts as \(id)", .life, by: member.index)
        record(.start, life, machine: .control)
        let others = members.prefix(3).map(\.address)
        driveNode(of: life) { node, moment, effects in node.start(seeds: others, at: moment, into: &effects) }
        queue.schedule(.sweep(life), at: now + Self.sweepInterval)
    }

    private func settings(of member: SimulatedMember) -> MemberSettings {
        var settings =
            hostedSettings.isEmpty ? scenario.configuration.memberSettings : hostedSettings[member.index]
        if let limit = member.memoryLimitInBytes { settings.memoryLimitInBytes = limit }
        return settings
    }

    private func configuration(
        of member: SimulatedMember, _ id: NodeID, _ store: StoreConfiguration
    ) -> NodeConfiguration {
        guard let cluster = ClusterName("simulated") else { preconditionFailure("no name for a cluster") }
        let settings = settings(of: member)
        let identity = LinkIdentity(
            cluster: cluster, node: id, address: member.address,
            settings: SharedSettings(settings.placement, store))
        var configuration = settings.nodeConfiguration(identity: identity)
        configuration.zone = member.zone
        if let limit = scenario.outboxKeyCount { configuration.outbox.keyCount = limit }
        return configuration
    }

    /// Ends a process at once.
    ///
    /// `isSilent`: whether the whole machine is gone, so that nobody tells the peers.
    func end(_ member: SimulatedMember, isSilent: Bool) {
        guard let life = member.life else { return }
        inspector.willEndLife(in: self)
        markStatistics(of: life)
        life.isOver = true
        for machine in 0...life.planes.count {
            alarms.cancel(alarmOwner(member.index, Machine(index: machine)))
        }
        member.life = nil
        member.isHostDown = isSilent
        member.forgetDeferred()
        epochOfViews += 1
        record(.end, life, machine: .control)
        for connection in network.connections {
            for side in [Connection.Side.client, .server] where connection[side].life === life {
                if case .closed = connection[side].phase { continue }
                if isSilent { end(connection, side) } else { close(connection, side) }
            }
        }
        abandonOperations(of: life)
    }

    /// How long a process that leaves waits at most for its outboxes to drain.
    private static let leavePatience: Duration = .seconds(5)
    /// How long it waits at most until everybody who could be told has been told.
    private static let farewellPatience: Duration = .seconds(5)
    private static let leavePollInterval: Duration = .milliseconds(100)

    /// Says good-bye and then ends, once nothing is left to hand on.
    func leave(_ member: SimulatedMember) {
        guard let life = member.life else { return }
        member.wasDisturbed = true
        driveNode(of: life) { node, moment, effects in
            node.leave(handingOverFor: Self.leavePatience, at: moment, into: &effects)
        }
        queue.schedule(
            .departure(life, patienceEndsAt: now + Self.leavePatience + Self.farewellPatience), at: now)
    }

    func depart(_ life: MemberLife, patienceEndsAt end: Instant) {
        let member = members[life.member]
        let event = WorldEvent.departure(life, patienceEndsAt: end)
        guard !life.isOver, !isDeferred(event, by: member, on: .control) else { return }
        guard now >= end || (life.node.hasLeft && life.outboxStatistics.isEmpty) else {
            return queue.schedule(event, at: now + Self.leavePollInterval)
        }
        note("\(member.name) has left", .life, by: member.index)
        marks.reach(life.outboxStatistics.isEmpty ? .leftEmpty : .leftEarly)
        self.end(member, isSilent: false)
    }

    // MARK: Changes of views

    func noteChange(_ change: MemberChange, seenBy life: MemberLife) {
        let isDeath = if case .died = change { true } else { false }
        note(
            "\(members[life.member].name) sees: \(change.account)", isDeath ? .death : .view, by: life.member)
        recorder?.changed(change, seenBy: life.member, in: self)
        record(.change, life, machine: .control, text: change.account)
        inspector.memberChanged(change, seenBy: life, in: self)
        markChange(change, seenBy: life.member)
        observer.memberChanged(change, in: self)
        if case .replaced(let winner, previous: life.id) = change {
            // The rule for a process that lost its name: start again above the winner.
            let member = members[life.member]
            member.greatestEpoch = max(member.greatestEpoch, winner.id.epoch)
            member.wasDisturbed = true
            end(member, isSilent: false)
            queue.schedule(.start(member: member.index), at: now + .seconds(1))
        }
    }

    func noteOwnership(_ ownership: Ownership, of life: MemberLife) {
        let names = ownership.table.members.map(\.id.name).joined(separator: " ")
        note("\(members[life.member].name) places the slots on: \(names)", .placement, by: life.member)
    }
}

extension MemberChange {
    /// The change in words.
    var account: String {
        switch self {
        case .joined(let member): "\(member.id) joined"
        case .suspected(let member): "\(member.id) is suspected (incarnation \(member.incarnation))"
        case .refuted(let member): "\(member.id) is alive (incarnation \(member.incarnation))"
        case .died(let member): "\(member.id) is dead"
        case .left(let member): "\(member.id) left"
        case .replaced(let member, let previous): "\(member.id) replaces \(previous)"
        case .updated(let member): "\(member.id) described itself anew"
        }
    }
}
