import GridDeterminism
import GridIdentity

/// Where a claim comes from, which decides how far it is trusted.
enum ClaimSource: Hashable, Sendable {
    /// The node itself found out.
    case observation
    /// The member speaks for itself.
    case subject
    /// Somebody passed it on recently.
    case news
    /// Somebody has it in a list that may be old.
    case list
}

extension Membership {
    /// Believes a claim if it takes precedence, and draws the consequences.
    mutating func believe(
        _ claim: MemberClaim, from source: ClaimSource, at now: Instant,
        into effects: inout MembershipEffects
    ) {
        guard !claim.member.id.hasSameName(as: local.id) else {
            defend(against: claim.member, at: now, into: &effects)
            return
        }
        let held = table.member(named: claim.member.id.name)
        var claim = claim
        if source == .list, claim.member.state == .dead, let held, held.state.isLive {
            // The list may come from the other side of a partition. The member gets the chance to refute, and its
            // higher incarnation then convinces the sender too.
            claim = MemberClaim(claim.member.changed(to: .suspect))
        }
        guard table.believes(claim, over: held),
            takeAddress(for: claim.member, held: held, at: now, into: &effects)
        else { return }
        switch table.merge(claim, at: now) {
        case .ignored:
            break
        case .refused:
            statistics.refusedMemberCount += 1
        case .inserted:
            viewChanged(from: nil, to: claim.member, at: now, into: &effects)
            // A tombstone of a stranger is no news: nobody here ever counted on it.
            if claim.member.state.isLive { spread(claim.member.id.name, at: now) }
        case .changed(let previous):
            viewChanged(from: previous, to: claim.member, at: now, into: &effects)
            spread(claim.member.id.name, at: now)
        }
    }

    /// Answers a claim about the name of this node.
    private mutating func defend(
        against claim: Member, at now: Instant, into effects: inout MembershipEffects
    ) {
        if claim.id.epoch > local.id.epoch {
            guard claim.id.epoch > successor?.epoch ?? 0 else { return }
            successor = claim.id
            effects.append(.changed(.replaced(claim, previous: local.id)))
            return
        }
        guard claim.precedence > local.precedence, !PlantedDefect.unrefutedSuspicion.isPlanted else { return }
        local.incarnation = min(claim.incarnation + 1, Member.maximumIncarnation)
        statistics.refutationCount += 1
        spread(local.id.name, at: now)
    }

    /// Whether `member` may have its address; a live member with an older epoch has to give it up.
    ///
    /// The loser is not reported to others: whoever hears of the winner decides the same.
    private mutating func takeAddress(
        for member: Member, held: Member?, at now: Instant, into effects: inout MembershipEffects
    ) -> Bool {
        let hasIt = held.map { $0.state.isLive && $0.address == member.address } ?? false
        guard member.state.isLive, !hasIt else { return true }
        let holder = local.address == member.address ? local : table.liveMember(at: member.address)
        guard let holder, !holder.id.hasSameName(as: member.id) else { return true }
        guard holder.id != local.id, Self.winsAddress(member.id, over: holder.id) else {
            statistics.addressConflictCount += 1
            return false
        }
        let loser = holder.changed(to: .left)
        guard case .changed(let previous) = table.merge(MemberClaim(loser), at: now) else {
            // Cannot be: "left" takes precedence. The claims of peers lead here, so it is refused and not fatal.
            statistics.addressConflictCount += 1
            return false
        }
        viewChanged(from: previous, to: loser, at: now, into: &effects)
        return true
    }

    private static func winsAddress(_ claimant: NodeID, over holder: NodeID) -> Bool {
        claimant.epoch == holder.epoch ? claimant > holder : claimant.epoch > holder.epoch
    }

    /// Keeps rotation, probes and suspicions in step with the table, and reports the change.
    private mutating func viewChanged(
        from previous: Member?, to member: Member, at now: Instant, into effects: inout MembershipEffects
    ) {
        let name = member.id.name
        let wasLive = previous?.state.isLive ?? false
        if wasLive, !member.state.isLive { rotation.remove(name) }
        if !wasLive, member.state.isLive { rotation.insert(name, using: &random) }
        if previous?.id != member.id || !member.state.isLive {
            probes.removeAll { $0.target.hasSameName(as: member.id) }
        }
        suspicions.removeAll { $0.subject.hasSameName(as: member.id) }
        if member.state == .suspect, !isLeaving {
            let timeout = configuration.suspicionTimeout(liveMemberCount: liveMemberCount)
            suspicions.append(Suspicion(of: member, at: now, timeout: timeout))
        }
        if member.state == .dead, !isLeaving {
            reconnectBackoff.reset()
            timers.reconnect = min(timers.reconnect, now + reconnectBackoff.next(using: &random))
        }
        for change in MemberChange.changes(from: previous, to: member) { effects.append(.changed(change)) }
    }
}

extension MemberChange {
    /// What to report when `member` is believed instead of `previous`.
    fileprivate static func changes(from previous: Member?, to member: Member) -> [MemberChange] {
        let suspicion: [MemberChange] = member.state == .suspect ? [.suspected(member)] : []
        guard let previous else { return member.state.isLive ? [.joined(member)] + suspicion : [] }
        guard previous.id == member.id else {
            return [.replaced(member, previous: previous.id)] + suspicion
        }
        switch member.state {
        case .alive:
            if previous.state != .alive { return [.refuted(member)] }
            return member.describesSameNode(as: previous) ? [] : [.updated(member)]
        case .suspect:
            if !previous.state.isLive { return [.refuted(member)] + suspicion }
            return previous.state == .suspect ? [] : suspicion
        case .dead:
            return previous.state.isLive ? [.died(member)] : []
        case .left:
            return previous.state.isLive ? [.left(member)] : []
        }
    }
}
