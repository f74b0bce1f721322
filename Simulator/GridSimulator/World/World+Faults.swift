import GridDeterminism

/// What goes wrong.
extension World {
    func inflict(_ fault: Fault) {
        note("fault: \(fault.account)")
        switch fault {
        case .partition(let groups): separate(groups)
        case .oneWayPartition(let sources, let targets): block(sources, targets)
        case .heal: heal()
        case .crash(let indexes): for index in indexes { crash(members[index]) }
        case .restart(let indexes): for index in indexes { start(members[index]) }
        case .pause(let indexes, let duration): for index in indexes { pause(members[index], duration) }
        case .leave(let indexes): for index in indexes { leave(members[index]) }
        case .clockStep(let indexes, let milliseconds):
            for index in indexes { step(members[index], milliseconds) }
        case .network(let conditions): network.conditions = conditions
        }
    }

    private func separate(_ groups: [[Int]]) {
        for source in members.indices {
            for target in members.indices where source != target {
                let group = groups.firstIndex { $0.contains(source) }
                if let group, groups[group].contains(target) { continue }
                network.block(from: source, to: target)
            }
        }
        for member in members { member.wasDisturbed = true }
    }

    private func block(_ sources: [Int], _ targets: [Int]) {
        for source in sources {
            for target in targets where source != target {
                network.block(from: source, to: target)
                members[source].wasDisturbed = true
                members[target].wasDisturbed = true
            }
        }
    }

    func heal() {
        guard network.hasBlockedWays else { return }
        network.openAllWays()
        resumeStalledStreams()
    }

    private func crash(_ member: SimulatedMember) {
        member.wasDisturbed = true
        var chance = random.stream(.crash, UInt64(member.index), UInt64(member.lifeCount))
        let isSilent = chance.happens(partsPerMillion: 400_000)
        end(member, isSilent: isSilent)
    }

    private func pause(_ member: SimulatedMember, _ duration: Duration) {
        guard member.life != nil else { return }
        member.wasDisturbed = true
        member.pausedUntil = max(member.pausedUntil ?? now, now + duration)
        excuseOperations(of: member)
        queue.schedule(.resume(member: member.index), at: now + duration)
    }

    func resume(_ member: SimulatedMember) {
        guard let end = member.pausedUntil, end <= now else { return }
        member.pausedUntil = nil
        note("\(member.name) goes on")
        let deferred = member.deferred
        member.deferred = []
        for event in deferred { handle(event) }
    }

    func step(_ member: SimulatedMember, _ milliseconds: Int64) {
        member.clockOffset += milliseconds
        if milliseconds < 0 { member.setBackMilliseconds -= milliseconds }
    }
}

extension Fault {
    /// The fault in words.
    package var account: String {
        func names(_ indexes: [Int]) -> String {
            indexes.map(Scenario.memberName).joined(separator: " ")
        }
        switch self {
        case .partition(let groups): return "partition " + groups.map(names).joined(separator: " | ")
        case .oneWayPartition(let from, let to): return "nothing from \(names(from)) reaches \(names(to))"
        case .heal: return "heal"
        case .crash(let members): return "crash \(names(members))"
        case .restart(let members): return "restart \(names(members))"
        case .pause(let members, let duration): return "pause \(names(members)) for \(duration)"
        case .leave(let members): return "\(names(members)) leaves"
        case .clockStep(let members, let milliseconds):
            return "the clock of \(names(members)) steps by \(milliseconds) ms"
        case .network(let conditions):
            return "the network loses \(conditions.lossPartsPerMillion) of a million segments"
        }
    }
}
