package import GridDeterminism

/// Something that must never happen and did.
package struct Violation: Hashable, Sendable {
    /// The rules that are checked, in the words of a report.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        case clock = "a node's stamps only grow, and stay near its wall clock"
        case provenance = "an entry keeps the stamp that it was given, wherever it goes"
        case value = "every value that is read was written to that key"
        case expiry = "nothing is served past its expiry"
        case survival = "an acknowledged write stays while a node that held it stays"
        case monotony = "a replica never goes back to an older version"
        case recency = "while nothing changes, overlapping quorums see acknowledged writes"
        case miss = "an unreachable owner is never a miss"
        case deadline = "every operation ends within its deadline"
        case unknownAnswer = "every answer belongs to one operation"
        case falseDeath = "nobody who is reachable is declared dead"
        case agreement = "all members come to the same view and the same placement"
        case convergence = "all owners of a key come to hold the same version"
        case availability = "after everything has settled, every node answers rightly"
        case drained = "outboxes drain"
        case bounded = "queues and connections stay bounded"
        case stability = "connections stay while the network is healthy"
        case expectation = "the run comes to what the scenario expects"
        case endlessRun = "the world comes to rest"
    }

    package let rule: Rule
    package let time: Instant
    package let details: String

    package init(rule: Rule, time: Instant, details: String) {
        self.rule = rule
        self.time = time
        self.details = details
    }
}
