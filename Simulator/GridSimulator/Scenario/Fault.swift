/// Something that goes wrong, or is repaired, at a moment of a scenario.
///
/// Members are named by their index.
package enum Fault: Hashable, Sendable {
    /// Members of different groups cannot reach each other; who is in no group is a group of its own.
    case partition([[Int]])
    /// What the first members send does not reach the second ones; the other way stays open.
    case oneWayPartition(from: [Int], to: [Int])
    /// Every way is open again.
    case heal
    /// Processes end at once and their stores are lost.
    case crash([Int])
    /// Processes start anew, with empty stores.
    case restart([Int])
    /// Processes stand still for a while.
    case pause([Int], Duration)
    /// Members leave on purpose.
    case leave([Int])
    /// The wall clock of members jumps by so many milliseconds.
    case clockStep([Int], milliseconds: Int64)
    /// The network behaves differently from now on.
    case network(NetworkConditions)
}

/// A fault and when it happens.
package struct TimedFault: Hashable, Sendable {
    package var at: Duration
    package var fault: Fault

    package init(at: Duration, _ fault: Fault) {
        self.at = at
        self.fault = fault
    }
}
