import GridDeterminism

/// Processes that stand still, or crawl.
extension World {
    /// Puts an event off when its process is suspended or its thread is busy; returns whether it did.
    func isDeferred(
        _ event: @autoclosure () -> WorldEvent, by member: SimulatedMember, on machine: Machine
    ) -> Bool {
        if isSuspended(member, with: event()) { return true }
        guard !member.threads.isEmpty, !member.isProceeding else { return false }
        return isBusy(member, machine, with: event())
    }

    /// Whether the process stands still; if so, the event waits until it goes on.
    private func isSuspended(_ member: SimulatedMember, with event: @autoclosure () -> WorldEvent) -> Bool {
        guard member.isPaused(at: now) else { return false }
        member.deferred.append(event())
        return true
    }

    func pause(_ member: SimulatedMember, _ length: Duration) {
        guard member.life != nil else { return }
        member.wasDisturbed = true
        member.pausedUntil = max(member.pausedUntil ?? now, now + length)
        excuseOperations(of: member)
        queue.schedule(.resume(member: member.index), at: now + length)
    }

    func resume(_ member: SimulatedMember) {
        guard let end = member.pausedUntil, end <= now else { return }
        member.pausedUntil = nil
        note("\(member.name) goes on", .pause, by: member.index)
        let deferred = member.deferred
        member.deferred = []
        for event in deferred { handle(event) }
    }

    // MARK: Slowness

    func slow(_ member: SimulatedMember, _ step: Duration, for length: Duration) {
        guard member.life != nil else { return }
        member.wasDisturbed = true
        member.stepTime = step
        member.slowUntil = max(member.slowUntil ?? now, now + length)
        if member.threads.isEmpty {
            member.threads = Array(repeating: SimulatedThread(), count: scenario.planeCount + 1)
        }
        excuseOperations(of: member)
    }

    /// Whether the thread of a machine is at something else; if so, the event waits for its turn.
    private func isBusy(_ member: SimulatedMember, _ machine: Machine, with event: WorldEvent) -> Bool {
        let thread = member.threads[machine.index]
        if thread.waiting.isEmpty, thread.freeAt <= now {
            occupy(member, machine)
            return false
        }
        member.threads[machine.index].waiting.append(event)
        if thread.waiting.isEmpty {
            queue.schedule(.proceed(member: member.index, machine), at: thread.freeAt)
        }
        return true
    }

    /// Handles what has waited longest for the thread of a machine.
    func proceed(_ member: SimulatedMember, _ machine: Machine) {
        guard machine.index < member.threads.count,
            !isSuspended(member, with: .proceed(member: member.index, machine)),
            let event = member.threads[machine.index].waiting.popFirst()
        else { return }
        occupy(member, machine)
        member.isProceeding = true
        handle(event)
        member.isProceeding = false
        guard machine.index < member.threads.count, !member.threads[machine.index].waiting.isEmpty else {
            return
        }
        queue.schedule(
            .proceed(member: member.index, machine), at: member.threads[machine.index].freeAt)
    }

    /// The thread of a machine turns to an event, which takes a slow process its time.
    private func occupy(_ member: SimulatedMember, _ machine: Machine) {
        member.threads[machine.index].freeAt = member.isSlow(at: now) ? now + member.stepTime : now
    }
}
