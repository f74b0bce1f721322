package import GridDeterminism
package import GridVersioning

/// Checks the hybrid clocks: within a life stamps only grow, and they lead the wall clock by a bounded time.
package struct ClockChecker {
    private struct Observation {
        let life: Int
        let latest: HybridTimestamp
    }

    private var observations: [Observation?]

    package init(memberCount: Int) {
        observations = Array(repeating: nil, count: memberCount)
    }

    /// Looks at a version that a member holds: it has learned of the stamp, so its own stamps come after it.
    package func check(_ held: Version, heldBy member: Int, latest: HybridTimestamp) -> String? {
        guard held.timestamp > latest else { return nil }
        return "\(Scenario.memberName(member)) holds \(held), and its clock is at \(latest)"
    }

    /// Looks at the clock of a member; returns what is wrong with it.
    ///
    /// `greatestLead`: the bound on other nodes' stamps and whatever the own clock was set back by.
    package mutating func observe(
        member: Int, life: Int, latest: HybridTimestamp, at wall: WallTime, greatestLead: Duration
    ) -> String? {
        defer { observations[member] = Observation(life: life, latest: latest) }
        if let former = observations[member], former.life == life, latest < former.latest {
            return "the clock of \(Scenario.memberName(member)) went from \(former.latest) to \(latest)"
        }
        let lead = latest.wall.elapsed(since: wall)
        guard lead > greatestLead else { return nil }
        return "the clock of \(Scenario.memberName(member)) leads its wall clock by \(lead)"
    }
}
