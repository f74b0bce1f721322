package import GridDocument

extension Fault {
    /// The fault as the timeline of a scenario has it, without its time.
    package var document: DocumentValue {
        switch self {
        case .partition(let groups):
            .fault("partition", .list(groups.map(DocumentValue.members)))
        case .oneWayPartition(let sources, let targets):
            .fault(
                "one_way_partition",
                .map([
                    DocumentValue.Field("from", .members(sources)),
                    DocumentValue.Field("to", .members(targets)),
                ]))
        case .heal: .fault("heal", .boolean(true))
        case .crash(let members): .fault("crash", .members(members))
        case .restart(let members): .fault("restart", .members(members))
        case .pause(let members, let duration):
            .fault("pause", .text("\(Self.names(members)) for \(ScalarSpelling.duration(duration))"))
        case .leave(let members): .fault("leave", .members(members))
        case .clockStep(let members, let milliseconds):
            .fault(
                "clock_step",
                .text(
                    "\(Self.names(members)) by \(milliseconds < 0 ? "-" : "")"
                        + ScalarSpelling.duration(.milliseconds(milliseconds.magnitude))))
        case .network(let conditions):
            .fault("network", .map(NetworkConditions.fields.written(conditions, comparedWith: nil)))
        }
    }

    private static func names(_ members: [Int]) -> String {
        members.map(Scenario.memberName).joined(separator: ",")
    }

    /// Every key that names a fault in a timeline, with an example and a sentence.
    package static let reference: [(key: String, sentence: String)] = [
        (
            "partition",
            "`[[a, b], [c]]`: nodes of different groups cannot reach each other; who is in no group is alone."
        ),
        (
            "one_way_partition",
            "`{from: a, to: [b, c]}`: what the first send does not reach the others; the way back stays open."
        ),
        ("heal", "`true`: every way is open again."),
        ("crash", "`b`: the process ends at once, and its store is lost."),
        ("restart", "`b`: a process that is down starts anew, with an empty store."),
        ("pause", "`b for 3s`: the process stands still for a while."),
        ("leave", "`b`: the node leaves on purpose: it hands over what it holds and ends."),
        ("clock_step", "`b by -300ms`: the wall clock jumps."),
        (
            "network",
            "`{loss: 5%}`: the network behaves differently from now on; what is not said is as in `network` above."
        ),
    ]
}

extension DocumentValue {
    fileprivate static func fault(_ key: String, _ value: DocumentValue) -> DocumentValue {
        .map([Field(key, value)])
    }

    fileprivate static func members(_ members: [Int]) -> DocumentValue {
        .list(members.map { .text(Scenario.memberName($0)) })
    }
}
