import GridDocument

/// How one kind of fault is written in a scenario, and what it means.
///
/// An entry of a timeline is a map with the time and one key that names the kind:
///
///     - {at: 8s, pause: b for 3s}
package struct FaultForm {
    /// The key of the entry.
    package let key: String
    /// A value of the key, as a user would write it.
    package let example: String
    /// A sentence for users.
    package let documentation: String
    /// Reads the value; `nil` when it is wrong, which is recorded.
    let read: (FaultReader) -> Fault?
    /// The value of a fault of this kind, `nil` for another kind.
    let write: (Fault) -> DocumentValue?

    /// Every kind, in the order of the reference.
    package static var all: [FaultForm] { ways + processes + machines }
}

extension Fault {
    /// The fault as an entry of a timeline.
    func document(at time: Duration) -> DocumentValue {
        for form in FaultForm.all {
            guard let value = form.write(self) else { continue }
            return .map([.init("at", .text(ScalarSpelling.duration(time))), .init(form.key, value)])
        }
        preconditionFailure("no form of a fault for \(self)")
    }
}

// MARK: The ways between members

extension FaultForm {
    private static var ways: [FaultForm] {
        [
            FaultForm(
                key: "partition", example: "[[a, b], [c]]",
                documentation:
                    "Members of different groups cannot reach each other, until `heal`; who is in no group is alone.",
                read: { $0.partition() },
                write: {
                    guard case .partition(let groups) = $0 else { return nil }
                    return .list(groups.map(names))
                }),
            FaultForm(
                key: "one_way_partition", example: "{from: a, to: [b, c]}",
                documentation: "What the members of `from` send does not reach those of `to`, until `heal`.",
                read: { $0.oneWayPartition() },
                write: {
                    guard case .oneWayPartition(let from, let to) = $0 else { return nil }
                    return .map([.init("from", names(from)), .init("to", names(to))])
                }),
            FaultForm(
                key: "heal", example: "true", documentation: "All partitions end.",
                read: { $0.entry.choice("heal", ["true": Fault.heal]) },
                write: { $0 == .heal ? .boolean(true) : nil }),
            FaultForm(
                key: "clog", example: "b for 5s",
                documentation: "Nothing reaches or leaves the member for that long; then all of it arrives.",
                read: { $0.clog() },
                write: {
                    guard case .clog(let members, let length) = $0 else { return nil }
                    return sentence(members, "for", ScalarSpelling.duration(length))
                }),
            FaultForm(
                key: "forget_connections", example: "b",
                documentation:
                    "The network forgets all connections of the member: they stay open and carry nothing any more.",
                read: { $0.members("forget_connections").map(Fault.forgetConnections) },
                write: {
                    guard case .forgetConnections(let members) = $0 else { return nil }
                    return names(members)
                }),
            FaultForm(
                key: "network", example: "{delay_mean: 20ms, loss: 5%}",
                documentation:
                    "The network behaves so from now on; what is not said is as the scenario says.",
                read: { .network($0.network($0.entry.map("network"))) },
                write: {
                    guard case .network(let conditions) = $0 else { return nil }
                    return .map(NetworkConditions.fields.written(conditions, comparedWith: nil))
                }),
        ]
    }
}

// MARK: Processes

extension FaultForm {
    private static var processes: [FaultForm] {
        [
            FaultForm(
                key: "crash", example: "b", documentation: "The process ends at once, and its store is lost.",
                read: { $0.members("crash").map(Fault.crash) },
                write: {
                    guard case .crash(let members) = $0 else { return nil }
                    return names(members)
                }),
            FaultForm(
                key: "restart", example: "b",
                documentation: "The process starts with an empty store and a new epoch, unless it runs.",
                read: { $0.members("restart").map(Fault.restart) },
                write: {
                    guard case .restart(let members) = $0 else { return nil }
                    return names(members)
                }),
            FaultForm(
                key: "restart_unchanged", example: "b",
                documentation:
                    "The process starts with an empty store under its former epoch, as a restored snapshot does.",
                read: { $0.members("restart_unchanged").map(Fault.restartUnchanged) },
                write: {
                    guard case .restartUnchanged(let members) = $0 else { return nil }
                    return names(members)
                }),
            FaultForm(
                key: "leave", example: "b",
                documentation: "The member hands over what it holds, says good-bye and ends.",
                read: { $0.members("leave").map(Fault.leave) },
                write: {
                    guard case .leave(let members) = $0 else { return nil }
                    return names(members)
                }),
            FaultForm(
                key: "pause", example: "b for 3s",
                documentation:
                    "The process stands still that long, as a machine under pressure or a debugger makes it.",
                read: { $0.pause() },
                write: {
                    guard case .pause(let members, let length) = $0 else { return nil }
                    return sentence(members, "for", ScalarSpelling.duration(length))
                }),
            FaultForm(
                key: "slow", example: "b by 5ms for 20s",
                documentation: "Whatever the process does takes so much longer, one event after the other.",
                read: { $0.slow() },
                write: {
                    guard case .slow(let members, let each, let time) = $0 else { return nil }
                    let (step, length) = (ScalarSpelling.duration(each), ScalarSpelling.duration(time))
                    return sentence(members, "by", step, "for", length)
                }),
        ]
    }
}

// MARK: Machines

extension FaultForm {
    private static var machines: [FaultForm] {
        [
            FaultForm(
                key: "memory_limit", example: "b to 1MiB",
                documentation: "The store of the member has this limit from its next start on.",
                read: { $0.memoryLimit() },
                write: {
                    guard case .memoryLimit(let members, let limit) = $0 else { return nil }
                    return sentence(members, "to", ScalarSpelling.byteCount(limit))
                }),
            FaultForm(
                key: "exchange_addresses", example: "b with c",
                documentation:
                    "Each of the two listens where the other one did from its next start on, as containers that are given an old address do.",
                read: { $0.exchangeAddresses() },
                write: {
                    guard case .exchangeAddresses(let one, let other) = $0 else { return nil }
                    return sentence([one], "with", Scenario.memberName(other))
                }),
            FaultForm(
                key: "clock_step", example: "b by -300ms",
                documentation: "The wall clock of the member jumps.",
                read: { $0.clockStep() },
                write: {
                    guard case .clockStep(let members, let milliseconds) = $0 else { return nil }
                    let step = ScalarSpelling.duration(.milliseconds(milliseconds.magnitude))
                    return sentence(members, "by", milliseconds < 0 ? "-\(step)" : step)
                }),
            FaultForm(
                key: "clock_drift", example: "b by 2%",
                documentation:
                    "The wall clock of the member gains so much of the time that passes, or loses it; 0 ends that.",
                read: { $0.clockDrift() },
                write: {
                    guard case .clockDrift(let members, let rate) = $0 else { return nil }
                    let share = ScalarSpelling.fraction(partsPerMillion: abs(rate))
                    return sentence(members, "by", rate < 0 ? "-\(share)" : share)
                }),
        ]
    }

    private static func names(_ members: [Int]) -> DocumentValue {
        members.count == 1
            ? .text(Scenario.memberName(members[0])) : .list(members.map { .text(Scenario.memberName($0)) })
    }

    private static func sentence(_ members: [Int], _ words: String...) -> DocumentValue {
        .text((members.map(Scenario.memberName) + words).joined(separator: " "))
    }
}
