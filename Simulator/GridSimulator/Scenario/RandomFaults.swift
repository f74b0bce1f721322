import GridDeterminism

/// Faults that a seed chooses: written down as a timeline before the run begins.
package struct RandomFaults: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case partition
        case oneWayPartition = "one_way_partition"
        case crash
        case pause
        case leave
        case clockStep = "clock_step"
        case clockDrift = "clock_drift"
        case loss
        case clog
        case forgetConnections = "forget_connections"
        case slow
    }

    /// How much time there is for each fault.
    package var interval: Duration = .seconds(5)
    package var kinds: [Kind] = Kind.allCases
    /// How far a wall clock steps at most.
    package var maximumClockStep: Duration = .milliseconds(300)

    package init() {}

    /// Chooses the faults of a run, sorted by time.
    func timeline(of scenario: Scenario, random: KeyedRandom) -> [TimedFault] {
        var timeline: [TimedFault] = []
        let count = Int(scenario.duration.wholeNanoseconds / max(1, interval.wholeNanoseconds))
        for number in 0..<count where !kinds.isEmpty {
            var chance = random.stream(.schedule, UInt64(number))
            let start = interval * number + chance.duration(in: .zero...interval)
            let length = chance.duration(in: .milliseconds(200)...interval * 3)
            let end = min(start + length, scenario.duration)
            let kind = kinds[chance.next(below: kinds.count)]
            timeline += faults(kind, of: scenario, from: start, to: end, &chance)
        }
        return timeline.sortedByTime
    }

    private func faults(
        _ kind: Kind, of scenario: Scenario, from start: Duration, to end: Duration,
        _ chance: inout RandomStream
    ) -> [TimedFault] {
        let victim = chance.next(below: scenario.nodeCount)
        switch kind {
        case .partition:
            let side = (0..<scenario.nodeCount).filter { _ in chance.next(below: 2) == 0 }
            let others = (0..<scenario.nodeCount).filter { !side.contains($0) }
            return [TimedFault(at: start, .partition([side, others])), TimedFault(at: end, .heal)]
        case .oneWayPartition:
            let others = (0..<scenario.nodeCount).filter { $0 != victim && chance.next(below: 2) == 0 }
            let isInbound = chance.next(below: 2) == 0
            let fault: Fault =
                isInbound
                ? .oneWayPartition(from: others, to: [victim]) : .oneWayPartition(from: [victim], to: others)
            return [TimedFault(at: start, fault), TimedFault(at: end, .heal)]
        case .crash:
            return [TimedFault(at: start, .crash([victim])), TimedFault(at: end, .restart([victim]))]
        case .leave:
            let back = max(end, start + .seconds(8))
            return [TimedFault(at: start, .leave([victim])), TimedFault(at: back, .restart([victim]))]
        case .pause:
            return [TimedFault(at: start, .pause([victim], end <= start ? .milliseconds(200) : end - start))]
        case .clockStep:
            let bound = Int(maximumClockStep.wholeMilliseconds)
            let step = chance.next(below: 2 * bound + 1) - bound
            return [TimedFault(at: start, .clockStep([victim], milliseconds: Int64(step)))]
        case .clockDrift:
            let rate = chance.next(below: 20_001) - 10_000
            return [
                TimedFault(at: start, .clockDrift([victim], partsPerMillion: rate)),
                TimedFault(at: end, .clockDrift([victim], partsPerMillion: 0)),
            ]
        case .clog: return clogs(of: scenario, from: start, to: end, &chance)
        case .forgetConnections: return [TimedFault(at: start, .forgetConnections([victim]))]
        case .slow:
            let step = chance.duration(in: .microseconds(50) ... .milliseconds(20))
            return [TimedFault(at: start, .slow([victim], step: step, max(end - start, .milliseconds(200))))]
        case .loss:
            var lossy = scenario.network
            lossy.lossPartsPerMillion = chance.next(below: 200_000)
            lossy.corruptionPartsPerMillion = chance.next(below: 2_000)
            return [TimedFault(at: start, .network(lossy)), TimedFault(at: end, .network(scenario.network))]
        }
    }

    /// Clogs some members one after the other, and lets them go in another order.
    ///
    /// Source: Wilson, "Testing Distributed Systems w/ Deterministic Simulation" (Strange Loop 2014), on swizzle-clogging.
    private func clogs(
        of scenario: Scenario, from start: Duration, to end: Duration, _ chance: inout RandomStream
    ) -> [TimedFault] {
        let span = max(end - start, .milliseconds(200))
        return (0..<scenario.nodeCount).filter { _ in chance.next(below: 2) == 0 }.map { member in
            let begin = chance.duration(in: .zero...span / 2)
            let length = chance.duration(in: .milliseconds(1)...span - begin)
            return TimedFault(at: start + begin, .clog([member], length))
        }
    }
}
