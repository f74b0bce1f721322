extension Fault {
    /// The fault in a cluster of the first `count` members; `nil` when nothing is left of it.
    func limited(to count: Int) -> Fault? {
        func kept(_ members: [Int]) -> [Int]? {
            let kept = members.filter { $0 < count }
            return kept.isEmpty ? nil : kept
        }
        switch self {
        case .heal, .network: return self
        case .partition(let groups): return .partition(groups.compactMap(kept))
        case .oneWayPartition(let from, let to):
            guard let from = kept(from), let to = kept(to) else { return nil }
            return .oneWayPartition(from: from, to: to)
        case .exchangeAddresses(let one, let other): return max(one, other) < count ? self : nil
        case .clog(let members, let length): return kept(members).map { .clog($0, length) }
        case .forgetConnections(let members): return kept(members).map { .forgetConnections($0) }
        case .crash(let members): return kept(members).map { .crash($0) }
        case .restart(let members): return kept(members).map { .restart($0) }
        case .restartUnchanged(let members): return kept(members).map { .restartUnchanged($0) }
        case .pause(let members, let length): return kept(members).map { .pause($0, length) }
        case .slow(let members, let step, let length):
            return kept(members).map { .slow($0, step: step, length) }
        case .memoryLimit(let members, let limit): return kept(members).map { .memoryLimit($0, limit) }
        case .leave(let members): return kept(members).map { .leave($0) }
        case .clockStep(let members, let step):
            return kept(members).map { .clockStep($0, milliseconds: step) }
        case .clockDrift(let members, let rate):
            return kept(members).map { .clockDrift($0, partsPerMillion: rate) }
        }
    }
}
