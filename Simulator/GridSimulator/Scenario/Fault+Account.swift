import GridDeterminism

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
        case .clockDrift(let members, let rate):
            return "the clock of \(names(members)) gains \(rate) of a million"
        case .clog(let members, let length):
            return "nothing passes to or from \(names(members)) for \(length)"
        case .forgetConnections(let members):
            return "the network forgets the connections of \(names(members))"
        case .restartUnchanged(let members): return "restart \(names(members)) under the former epoch"
        case .exchangeAddresses(let one, let other): return "exchange the addresses of \(names([one, other]))"
        case .slow(let members, let step, let length):
            return "every event costs \(names(members)) \(step) for \(length)"
        case .memoryLimit(let members, let limit):
            return "limit the memory of \(names(members)) to \(limit) bytes"
        case .network(let conditions):
            return "the network loses \(conditions.lossPartsPerMillion) of a million segments"
        }
    }
}
