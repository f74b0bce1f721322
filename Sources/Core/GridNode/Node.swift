package import GridDeterminism
package import GridIdentity
package import GridLink
package import GridMembership
import GridPlacement
import GridReplication
import GridStore
import GridVersioning
package import GridWire

/// The control plane of one cluster member as a pure state machine: who takes part, and who owns what.
///
/// `Node` performs no input or output, reads no clock and owns its only randomness. The runtime and the simulator
/// drive the same code:
///
///     node.receive(bytes, on: link, at: now, into: &effects)
///     perform(effects)
///     wakeUp(at: node.nextDeadline)
///
/// It publishes what it decides through the ``Replica``, which the data planes share.
package struct Node: ~Copyable, LinkOwner {
    package typealias Effects = NodeEffects

    /// The kind of frame that carries membership messages: the sender's clock, then the message.
    private static let membershipKind: UInt8 = 16

    package let configuration: NodeConfiguration
    package let replica: Replica
    private let placements: PlacementMemory
    package var links: LinkTable

    private var membership: Membership
    private var membershipEffects = MembershipEffects()
    private var placementDueAt: Instant?
    private var settlingEndsAt: Instant?
    private var departure: Departure?
    /// The slots that this node owned at any time since nothing was left to be handed over.
    private var ownedRecently = SlotSet()
    private var outboxes: [Outbox] = []
    private var nextOutboxNumber: UInt32 = 0
    /// The incarnation with which this node last contradicted a rumour about itself.
    private var spokenUpAs: UInt64 = 0

    /// Messages that were refused, because the sender's clock is too far ahead.
    package private(set) var refusedMessageCount: UInt64 = 0

    /// Makes a node that has not started.
    ///
    /// `placements` may be shared with other nodes of the process.
    ///
    /// - Precondition: the identity tells peers the settings that the node has.
    package init(
        configuration: NodeConfiguration, replica: Replica, random: SeededRandom,
        placements: PlacementMemory = PlacementMemory()
    ) {
        let settings = SharedSettings(configuration.placement, replica.store.configuration)
        precondition(
            configuration.identity.settings == settings,
            "the node would tell its peers \(configuration.identity.settings), and has \(settings)")
        self.configuration = configuration
        self.replica = replica
        self.placements = placements
        let identity = configuration.identity
        links = LinkTable(local: identity, lane: .control, configuration: configuration.controlLink)
        membership = Membership(
            local: Member(
                id: identity.node, address: identity.address, zone: configuration.zone,
                weight: configuration.weight),
            configuration: configuration.membership, random: random)
    }

    // MARK: What is known

    /// When ``reachedDeadline(at:into:)`` is due, or `nil` when the node waits for nothing.
    package var nextDeadline: Instant? {
        var next = min(membership.nextDeadline ?? .distantFuture, links.nextDeadline ?? .distantFuture)
        next = min(next, placementDueAt ?? .distantFuture)
        next = min(next, settlingEndsAt ?? .distantFuture)
        next = min(next, departure?.nextLookAt ?? .distantFuture)
        return next == .distantFuture ? nil : next
    }

    /// Everybody who is known, in the order of their identities.
    package var members: [Member] { membership.members }

    /// Whether the node takes part in a cluster and knows what it owns.
    package var isReady: Bool { replica.ownership.localIndex != nil }

    /// Whether the node leaves and everybody who could be told has been told.
    package var hasLeft: Bool { membership.hasLeft }

    /// A fingerprint of the live members: equal at nodes that agree.
    package var viewHash: UInt64 { membership.viewHash }

    /// Grows whenever ``viewHash`` changes, and costs nothing to ask for.
    package var viewRevision: UInt64 { membership.viewRevision }

    package var membershipStatistics: MembershipStatistics { membership.statistics }

    // MARK: Life

    /// Begins to look for the cluster.
    package mutating func start(seeds: [NodeAddress], at now: Moment, into effects: inout NodeEffects) {
        membership.start(seeds: seeds, at: now.instant, into: &membershipEffects)
        perform(at: now, into: &effects)
        // The first node of a cluster has nobody to wait for.
        if membership.isJoined { place(at: now, into: &effects) }
    }

    /// Goes away on purpose: hands what this node owns over to those who own it next, then tells the others.
    ///
    /// It places the slots as if this node had no weight, and waits until the owners have confirmed everything that
    /// waits in the outboxes, for `patience` at most. What peers still send meanwhile is passed on.
    package mutating func leave(
        handingOverFor patience: Duration, at now: Moment, into effects: inout NodeEffects
    ) {
        replica.refuseRequests()
        guard departure == nil else { return }
        departure = Departure(at: now.instant, patience: patience)
        place(at: now, into: &effects)
        continueDeparture(at: now, into: &effects)
    }

    /// Whether the owners have confirmed all that waited for them.
    private var isEverythingDelivered: Bool { outboxes.allSatisfy(\.statistics.isEmpty) }

    /// Tells the others, once everything is handed over or patience is at its end.
    private mutating func continueDeparture(at now: Moment, into effects: inout NodeEffects) {
        guard let departure, !departure.isAnnounced else { return }
        guard isEverythingDelivered || departure.isOverdue(at: now.instant) else {
            self.departure?.look(after: now.instant)
            return
        }
        self.departure?.isAnnounced = true
        membership.leave(at: now.instant, into: &membershipEffects)
        perform(at: now, into: &effects)
    }

    /// Does what is due; early, late and repeated calls are harmless.
    package mutating func reachedDeadline(at now: Moment, into effects: inout NodeEffects) {
        membership.reachedDeadline(at: now.instant, into: &membershipEffects)
        superviseLinks(at: now, into: &effects)
        perform(at: now, into: &effects)
        if let due = placementDueAt, due <= now.instant { place(at: now, into: &effects) }
        if let due = settlingEndsAt, due <= now.instant { endSettling(at: now) }
        if let due = departure?.nextLookAt, due <= now.instant { continueDeparture(at: now, into: &effects) }
    }

    // MARK: Messages of peers

    package mutating func receiveMessage(
        kind: UInt8, _ payload: Span<UInt8>, on link: LinkID, at now: Moment, into effects: inout NodeEffects
    ) throws(WireError) {
        // A newer minor version may send kinds that are not known here.
        guard kind == Self.membershipKind, let address = links.address(of: link) else { return }
        var reader = WireReader(payload)
        let clock = HybridTimestamp(packed: try reader.readUInt64())
        if !replica.observe(clock, at: now.wall) { refusedMessageCount += 1 }
        let message = try reader.readBytes(reader.remainingByteCount)
        try membership.receive(message, from: address, at: now.instant, into: &membershipEffects)
        perform(at: now, into: &effects)
    }

    package mutating func linkWasLost(_ lost: LostLink, at now: Moment, into effects: inout NodeEffects) {
        membership.hintUnreachable(lost.address, at: now.instant, into: &membershipEffects)
        perform(at: now, into: &effects)
    }

    /// Turns the effects of the membership into messages, and notices when slots have to be placed anew.
    private mutating func perform(at now: Moment, into effects: inout NodeEffects) {
        var pending: [MembershipEffect] = []
        membershipEffects.drain { pending.append($0) }
        if membership.local.incarnation != spokenUpAs {
            // Others took this node for failed, and may have gone on without telling it.
            spokenUpAs = membership.local.incarnation
            unsettleEverything(at: now)
        }
        for effect in pending {
            switch effect {
            case .send(let message, let address):
                let clock = replica.clock.stamp(at: now.wall)
                // A message that cannot be sent is lost, as any other may be.
                _ = links.send(
                    kind: Self.membershipKind, to: address, at: now.instant, into: &effects.links
                ) { writer in
                    writer.write(clock.packed)
                    writer.writeBytes(message.span)
                }
            case .changed(let change):
                effects.changes.append(change)
                if case .replaced(_, previous: configuration.identity.node) = change {
                    // Another process has the name now: what this one says is heard by nobody any more.
                    replica.refuseRequests()
                }
                if placementDueAt == nil { placementDueAt = now.instant + configuration.placementDelay }
            }
        }
        if placementDueAt == nil, membership.isJoined, !isReady {
            placementDueAt = now.instant + configuration.placementDelay
        }
        links.flush(into: &effects.links)
    }

    // MARK: Placement

    /// Places the slots on the members as they are known now, and publishes the result.
    private mutating func place(at now: Moment, into effects: inout NodeEffects) {
        placementDueAt = nil
        guard membership.isJoined else { return }
        let live = membership.members.filter(\.state.isLive)
        let leaver = departure == nil ? nil : configuration.identity.node
        let ringMembers = live.map { member in
            RingMember(id: member.id, weight: member.id == leaver ? 0 : member.weight, zone: member.zone)
        }
        let table = placements.table(of: ringMembers, configuration.placement)
        let old = replica.ownership
        let new = ownership(table, of: live)
        guard new.table.fingerprint != old.table.fingerprint || new.addresses != old.addresses else { return }
        let change = OwnershipChange(from: old, to: new)
        let gained = change.gained
        for slot in gained {
            if change.isHeldElsewhere(slot) { replica.unsettle(slot) }
        }
        replica.publish(new)
        for slot in gained where !change.isHeldElsewhere(slot) { replica.settle(slot) }
        settlingEndsAt = now.instant + configuration.settlingTime
        effects.ownership = new
        effects.wokenOutboxes += change.enqueueHandOvers(ownedRecently: ownedRecently)
        ownedRecently.formUnion(new.localSlots)
        effects.wokenOutboxes += rerouteCarried(from: old, to: new, change)
        links.flush(into: &effects.links)
    }

    /// `live`: the members of the table, in the same order.
    private mutating func ownership(_ table: PlacementTable, of live: [Member]) -> Ownership {
        precondition(live.count == table.members.count, "\(live.count) live, \(table.members.count) placed")
        let boxes = live.map { $0.id == configuration.identity.node ? nil : outbox(for: $0) }
        outboxes = boxes.compactMap { $0 }
        return Ownership(
            table: table, localIndex: table.index(of: configuration.identity.node),
            addresses: live.map(\.address), outboxes: boxes)
    }

    private mutating func outbox(for member: Member) -> Outbox {
        let old = replica.ownership
        if let index = old.table.index(of: member.id), let known = old.outboxes[Int(index)],
            known.address == member.address
        {
            return known
        }
        defer { nextOutboxNumber += 1 }
        return Outbox(
            peer: member.id, address: member.address, number: nextOutboxNumber, limits: configuration.outbox)
    }

    /// Gives the entries that this node carries to whoever has become their owner, itself included.
    ///
    /// Those who owned a slot before send all of it to the new owners, but they may not have received these entries
    /// yet.
    private func rerouteCarried(
        from old: Ownership, to new: Ownership, _ change: OwnershipChange
    ) -> [Outbox] {
        var woken: [Outbox] = []
        for outbox in old.outboxes.compactMap({ $0 }) {
            let isGone = !new.outboxes.contains { $0 === outbox }
            for (key, slot, form) in isGone ? outbox.takeCarried() : outbox.carried {
                let owners = change.newOwners(of: slot)
                if owners.contains(where: { $0 == new.localIndex }) {
                    replica.keepCarried(form, forKey: key)
                }
                for target in owners.compactMap({ new.outboxes[Int($0)] }) {
                    if target.enqueue(key, in: slot, carrying: form) == .wakesFlusher { woken.append(target) }
                }
            }
        }
        return woken
    }

    /// Asks others about what is not held here, until they have had time to hand over what was missed.
    private mutating func unsettleEverything(at now: Moment) {
        guard isReady, replica.ownership.table.members.count > 1 else { return }
        replica.unsettleEverything()
        settlingEndsAt = now.instant + configuration.settlingTime
    }

    /// Nobody hands anything over any more: what is not held here is held nowhere.
    ///
    /// Whoever is suspected may hold something and be silent only for a while.
    private mutating func endSettling(at now: Moment) {
        var quietSince = replica.latestHandOverAt + configuration.settlingTime
        if membership.members.contains(where: { $0.state == .suspect }) {
            quietSince = max(quietSince, now.instant + configuration.membership.probeInterval)
        }
        guard quietSince <= now.instant else {
            settlingEndsAt = quietSince
            return
        }
        settlingEndsAt = nil
        replica.settleEverything()
        if isEverythingDelivered { ownedRecently = replica.ownership.localSlots }
    }
}
