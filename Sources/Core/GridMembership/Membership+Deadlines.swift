package import GridDeterminism

extension Membership {
    /// Does everything that is due.
    ///
    /// Early, late and repeated calls are harmless.
    package mutating func reachedDeadline(at now: Instant, into effects: inout MembershipEffects) {
        expireProbes(at: now, into: &effects)
        relays.removeAll { $0.expiresAt <= now }
        expireSuspicions(at: now, into: &effects)
        if let expiry = table.nextExpiry, now >= expiry { table.removeExpired(at: now) }
        askSeeds(at: now, into: &effects)
        performPeriodicWork(at: now, into: &effects)
    }

    private mutating func performPeriodicWork(at now: Instant, into effects: inout MembershipEffects) {
        if now >= timers.probe {
            timers.probe = following(timers.probe, by: configuration.probeInterval, at: now)
            beginNextProbe(at: now, into: &effects)
        }
        if now >= timers.pushPull {
            timers.pushPull = following(timers.pushPull, by: configuration.pushPullInterval, at: now)
            exchangeLists(at: now, into: &effects)
        }
        if now >= timers.reconnect { reconnect(at: now, into: &effects) }
        if now >= timers.gossip { gossip(at: now, into: &effects) }
    }

    private mutating func askSeeds(at now: Instant, into effects: inout MembershipEffects) {
        guard !isLeaving, var contact = seeds else { return }
        let isDue = contact.reachedDeadline(at: now, using: &random)
        seeds = contact
        guard isDue else { return }
        for address in contact.addresses { sendList(.pushPullRequest, to: address, at: now, into: &effects) }
    }

    /// The next beat of a regular interval; beats that were missed are not made up for.
    private func following(_ beat: Instant, by interval: Duration, at now: Instant) -> Instant {
        let next = beat + interval
        return next > now ? next : now + interval
    }
}
