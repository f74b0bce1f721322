import GridDeterminism
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridReplication
import GridStore
import GridVersioning

/// What a driver does for state machines, and no more: report, perform, wake.
extension World {
    /// Something that happened to a connection of a state machine.
    enum ConnectionEvent {
        case opened(LinkID)
        case accepted(AcceptedPeer, Connection)
        case received(LinkID, [UInt8])
        case closed(LinkID)
    }

    func handle(_ event: ConnectionEvent, by machine: Machine, _ life: MemberLife) {
        guard !life.isOver else { return }
        if let number = machine.planeNumber {
            drivePlane(number, of: life) { plane, moment, effects in
                report(event, to: &plane, machine, life, at: moment, into: &effects)
            }
        } else {
            driveNode(of: life) { node, moment, effects in
                report(event, to: &node, machine, life, at: moment, into: &effects)
            }
        }
    }

    private func report<Owner: LinkOwner & ~Copyable>(
        _ event: ConnectionEvent, to owner: inout Owner, _ machine: Machine, _ life: MemberLife,
        at moment: Moment, into effects: inout Owner.Effects
    ) {
        switch event {
        case .opened(let link): owner.opened(link, at: moment, into: &effects)
        case .received(let link, let bytes): owner.receive(bytes.span, on: link, at: moment, into: &effects)
        case .closed(let link): owner.closed(link, at: moment, into: &effects)
        case .accepted(let peer, let connection):
            let link = owner.accept(peer, at: moment, into: &effects)
            connection[.server].link = link
            life.remember(connection, .server, as: link, machine)
        }
    }

    // MARK: The control plane

    func driveNode(of life: MemberLife, _ body: (inout Node, Moment, inout NodeEffects) -> Void) {
        let member = members[life.member]
        var effects = NodeEffects()
        swap(&effects, &spareNodeEffects)
        defer {
            effects.removeAll()
            swap(&effects, &spareNodeEffects)
        }
        body(&life.node, member.moment(at: now), &effects)
        perform(effects.links, of: .control, life)
        for change in effects.changes { noteChange(change, seenBy: life) }
        if let ownership = effects.ownership {
            life.ownershipCount += 1
            epochOfViews += 1
            noteOwnership(ownership, of: life)
            for number in life.planes.indices { post(.ownership(ownership), to: number, of: life) }
        }
        for outbox in effects.wokenOutboxes { post(.wokenOutbox(outbox), of: life) }
        scheduleWake(of: .control, life, at: life.node.nextDeadline)
    }

    // MARK: The data planes

    func drivePlane(
        _ number: Int, of life: MemberLife, _ body: (inout DataPlane, Moment, inout DataPlaneEffects) -> Void
    ) {
        let box = life.planes[number]
        var effects = DataPlaneEffects()
        swap(&effects, &sparePlaneEffects)
        defer {
            effects.removeAll()
            swap(&effects, &sparePlaneEffects)
        }
        body(&box.plane, members[life.member].moment(at: now), &effects)
        perform(effects.links, of: .plane(number), life)
        for completed in effects.completed {
            guard let operation = box.operations.removeValue(forKey: completed.operation.rawValue) else {
                inspector.report(.unknownAnswer, "\(life.id) answered an operation twice", in: self)
                continue
            }
            finish(operation, with: completed.answer)
        }
        for outbox in effects.wokenOutboxes { post(.wokenOutbox(outbox), of: life) }
        scheduleWake(of: .plane(number), life, at: box.plane.nextDeadline)
    }

    /// Passes a woken outbox to the data plane that flushes it.
    func post(_ mail: PlaneMail, of life: MemberLife) {
        guard case .wokenOutbox(let outbox) = mail else { preconditionFailure("only outboxes have a plane") }
        life.wake(outbox)
        post(mail, to: Int(outbox.number) % life.planes.count, of: life)
    }

    /// Leaves a message for the thread of a data plane; messages arrive in order, a little later.
    private func post(_ mail: PlaneMail, to number: Int, of life: MemberLife) {
        var chance = random.stream(
            .lateness, UInt64(life.member), UInt64(number), now.nanoseconds, UInt64(life.number))
        let box = life.planes[number]
        box.latestMail = max(
            box.latestMail, now + chance.duration(in: .microseconds(1) ... .microseconds(30)))
        queue.schedule(.mail(life, plane: number, mail), at: box.latestMail)
    }

    func deliver(_ mail: PlaneMail, to number: Int, of life: MemberLife) {
        guard !life.isOver,
            !isDeferred(.mail(life, plane: number, mail), by: members[life.member], on: .plane(number))
        else { return }
        record(.mail, life, machine: .plane(number))
        drivePlane(number, of: life) { plane, moment, effects in
            switch mail {
            case .ownership(let ownership):
                plane.ownershipChanged(to: ownership, at: moment, into: &effects)
            case .wokenOutbox(let outbox):
                plane.outboxWoke(outbox, at: moment, into: &effects)
            }
        }
    }

    // MARK: Waking

    private func scheduleWake(of machine: Machine, _ life: MemberLife, at deadline: Instant?) {
        guard !life.isOver, deadline != life.deadlines[machine.index] else { return }
        life.deadlines[machine.index] = deadline
        guard let deadline, deadline < .distantFuture else {
            life.wakes[machine.index] = nil
            return alarms.cancel(alarmOwner(life.member, machine))
        }
        var chance = random.stream(
            .lateness, UInt64(life.member), UInt64(machine.index), deadline.nanoseconds)
        // Timers of operating systems are late, never early.
        let time = max(deadline, now) + chance.duration(in: .microseconds(1) ... .milliseconds(1))
        life.wakes[machine.index] = time
        alarms.set(alarmOwner(life.member, machine), at: queue.takePosition(at: time))
    }

    func wake(_ life: MemberLife, _ machine: Machine, scheduledAt time: Instant) {
        guard !life.isOver, life.wakes[machine.index] == time,
            !isDeferred(.wake(life, machine, at: time), by: members[life.member], on: machine)
        else { return }
        life.wakes[machine.index] = nil
        life.deadlines[machine.index] = nil
        record(.wake, life, machine: machine)
        if let number = machine.planeNumber {
            drivePlane(number, of: life) { plane, moment, effects in
                plane.reachedDeadline(at: moment, into: &effects)
            }
        } else {
            driveNode(of: life) { node, moment, effects in node.reachedDeadline(at: moment, into: &effects) }
        }
    }

    // MARK: The store

    static let sweepInterval: Duration = .milliseconds(500)

    func sweep(_ life: MemberLife) {
        guard !life.isOver, !isDeferred(.sweep(life), by: members[life.member], on: .control) else { return }
        let swept = life.replica.store.sweep(budget: 1_000, at: members[life.member].wall(at: now))
        marks.reach(.tombstoneCollected, count: UInt64(swept.collectedTombstoneCount))
        queue.schedule(.sweep(life), at: now + Self.sweepInterval)
    }
}
