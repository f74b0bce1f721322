/// A rare state that a batch of runs should reach sometimes: what never happens is not tested.
///
/// Source: Antithesis, "Sometimes assertions", for the idea.
package enum Mark: String, Hashable, Sendable, CaseIterable {
    case suspicionRefuted = "a suspected member refuted"
    case deathDeclared = "a member was declared dead"
    case deadReturned = "a member that was declared dead came back"
    case mutualDeath = "two members took each other for dead"
    case mutualDeathMended = "two members that took each other for dead took each other back"
    case epochRenewed = "a member was replaced by a newer epoch of itself"
    case relayRefused = "an indirect probe was refused"
    case stampRefused = "a stamp too far ahead was refused"
    case connectionDamaged = "a damaged frame ended a connection"
    case connectionGivenUp = "losses ended a connection"
    case connectionForgotten = "a connection stayed open and carried nothing"
    case connectionOvertaken = "a connection was held back and went on"
    case outboxOverflowed = "an outbox marked whole slots for lack of room"
    case batchRetried = "a batch was sent again"
    case copyAbandoned = "a copy was given up because its outbox was full"
    case readRepaired = "a read repaired an owner"
    case entrySuperseded = "an entry arrived that was older than what is held"
    case entryRefused = "a store refused an entry of a peer"
    case entryEvicted = "an entry was evicted"
    case tombstoneEvicted = "a tombstone was evicted"
    case entryExpired = "an expired entry was removed"
    case tombstoneCollected = "a tombstone was collected after its grace period"
    case coordinatorEnded = "a process ended while operations were under way"
    case unreachableAnswered = "an operation was told that owners are unreachable"
    case timedOutAnswered = "an operation timed out"
    case overloadAnswered = "an operation was refused for overload"
    case leftEmpty = "a member left after it had handed over everything"
    case leftEarly = "a member left before it had handed over everything"
}

/// How often each mark was reached.
package struct Marks: Hashable, Sendable {
    private var counts = [UInt64](repeating: 0, count: Mark.allCases.count)

    package init() {}

    package subscript(mark: Mark) -> UInt64 { counts[mark.position] }

    package mutating func reach(_ mark: Mark, count: UInt64 = 1) {
        counts[mark.position] += count
    }

    package mutating func add(_ others: Marks) {
        for index in counts.indices { counts[index] += others.counts[index] }
    }

    /// What was never reached, in the order of the cases.
    package var missing: [Mark] { Mark.allCases.filter { self[$0] == 0 } }
}
