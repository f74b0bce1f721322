package import GridIdentity

/// Counts the processes that were declared dead, and those that were running then.
package struct DeathMeter: Sendable {
    private var dead: [NodeID] = []
    private var alive: [NodeID] = []

    package init() {}

    /// Somebody declares `member` dead.
    package mutating func died(_ member: NodeID, isRunning: Bool) {
        if !dead.contains(member) { dead.append(member) }
        if isRunning, !alive.contains(member) { alive.append(member) }
    }

    package var deathCount: Int { dead.count }
    package var falseDeathCount: Int { alive.count }
}
