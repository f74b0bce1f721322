import GridDeterminism

/// The end of the faults: what is repaired, and what stays broken for good.
extension World {
    /// Repairs the network and the clocks, and stops the clients.
    func beginSettling() {
        note("the faults end and the clients stop", .phase)
        inspector.isSettling = true
        inspector.settlingBeganAt = now
        if scenario.healing == .core { chooseCore() }
        for member in members where member.isInCore {
            member.setClock(at: now)
            member.slowUntil = nil
            unclog(member)
        }
        heal()
        network.conditions = scenario.network
        network.conditions.lossPartsPerMillion = 0
        network.conditions.corruptionPartsPerMillion = 0
    }

    /// Chooses who is repaired; everybody else stays as broken as it is.
    ///
    /// A member outside that runs and is reached by some only is cut off from all: half a connection to the core would
    /// make it a part of the core.
    private func chooseCore() {
        var chance = random.stream(.core)
        let chosen = members.map { _ in chance.next(below: 3) > 0 }
        let broken = members.map { isBroken($0) }
        let fallback = chance.next(below: members.count)
        for member in members {
            member.isInCore = chosen[member.index] || !broken[member.index] || member.index == fallback
        }
        let names = members.filter(\.isInCore).map(\.name).joined(separator: " ")
        note("for good stays whoever is not in the core: \(names)", .phase)
        for member in members {
            if member.isInCore { repair(member) } else { abandon(member) }
        }
    }

    private func isBroken(_ member: SimulatedMember) -> Bool {
        guard member.life != nil, !member.isPaused(at: now), !member.isSlow(at: now) else { return true }
        return members.contains { other in
            [network[member.index, other.index], network[other.index, member.index]].contains { way in
                way.isBlocked || way.cloggedUntil > now
            }
        }
    }

    private func repair(_ member: SimulatedMember) {
        if member.life == nil { start(member) }
        guard member.isPaused(at: now) else { return }
        member.pausedUntil = now
        resume(member)
    }

    private func abandon(_ member: SimulatedMember) {
        if member.isPaused(at: now) { member.pausedUntil = .distantFuture }
        for other in members where other.index != member.index {
            network[member.index, other.index].isBlocked = true
            network[other.index, member.index].isBlocked = true
        }
    }

    private func unclog(_ member: SimulatedMember) {
        for other in members where other.isInCore {
            network[member.index, other.index].cloggedUntil = .zero
            network[other.index, member.index].cloggedUntil = .zero
        }
    }

    /// Ends all partitions, but not those of members outside the core.
    func heal() {
        guard network.hasBlockedWays else { return }
        for source in members where source.isInCore {
            for target in members where target.isInCore {
                network[source.index, target.index].isBlocked = false
            }
        }
        resumeStalledStreams()
    }
}
