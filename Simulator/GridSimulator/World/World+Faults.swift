import GridDeterminism

/// What goes wrong.
extension World {
    func inflict(_ fault: Fault) {
        note("fault: \(fault.account)", .fault)
        switch fault {
        case .partition(let groups): separate(groups)
        case .oneWayPartition(let sources, let targets): block(sources, targets)
        case .heal: heal()
        case .clog(let indexes, let length): for index in indexes { clog(members[index], length) }
        case .forgetConnections(let indexes): for index in indexes { forgetConnections(of: members[index]) }
        case .network(let conditions): network.conditions = conditions
        case .crash(let indexes): for index in indexes { crash(members[index]) }
        case .restart(let indexes): for index in indexes { start(members[index]) }
        case .restartUnchanged(let indexes):
            for index in indexes { start(members[index], keepsEpoch: true) }
        case .exchangeAddresses(let one, let other):
            swap(&members[one].nextAddress, &members[other].nextAddress)
        case .pause(let indexes, let length): for index in indexes { pause(members[index], length) }
        case .slow(let indexes, let step, let length):
            for index in indexes { slow(members[index], step, for: length) }
        case .memoryLimit(let indexes, let limit):
            for index in indexes { members[index].memoryLimitInBytes = limit }
        case .leave(let indexes): for index in indexes { leave(members[index]) }
        case .clockStep(let indexes, let milliseconds):
            for index in indexes { step(members[index], milliseconds) }
        case .clockDrift(let indexes, let rate):
            for index in indexes { members[index].drift(by: rate, from: now) }
        }
    }

    private func separate(_ groups: [[Int]]) {
        for source in members.indices {
            for target in members.indices where source != target {
                let group = groups.firstIndex { $0.contains(source) }
                if let group, groups[group].contains(target) { continue }
                network[source, target].isBlocked = true
            }
        }
        disturbEverybody()
    }

    private func disturbEverybody() {
        for member in members { member.wasDisturbed = true }
    }

    private func block(_ sources: [Int], _ targets: [Int]) {
        for source in sources {
            for target in targets where source != target {
                network[source, target].isBlocked = true
                members[source].wasDisturbed = true
                members[target].wasDisturbed = true
            }
        }
    }

    private func crash(_ member: SimulatedMember) {
        member.wasDisturbed = true
        var chance = random.stream(.crash, UInt64(member.index), UInt64(member.lifeCount))
        let isSilent = chance.happens(partsPerMillion: 400_000)
        end(member, isSilent: isSilent)
    }

    private func clog(_ member: SimulatedMember, _ length: Duration) {
        disturbEverybody()
        for other in members where other.index != member.index {
            for (source, target) in [(member.index, other.index), (other.index, member.index)] {
                let until = max(network[source, target].cloggedUntil, now + length)
                network[source, target].cloggedUntil = until
            }
        }
    }

    private func forgetConnections(of member: SimulatedMember) {
        // Who hears nobody suspects everybody, and says so as soon as it can.
        disturbEverybody()
        for connection in network.connections
        where connection[.client].member == member.index || connection[.server].member == member.index {
            connection.fate = .isForgotten
            marks.reach(.connectionForgotten)
            connection.streams[0].isStalled = true
            connection.streams[1].isStalled = true
        }
    }

    func step(_ member: SimulatedMember, _ milliseconds: Int64) {
        member.clockOffset += milliseconds
        if milliseconds < 0 { member.setBackMilliseconds -= milliseconds }
    }
}
