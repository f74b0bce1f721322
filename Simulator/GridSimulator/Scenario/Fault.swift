/// Something that goes wrong, or is repaired, at a moment of a scenario.
///
/// Members are named by their index. ``FaultForm`` says how each kind is written in a file.
package enum Fault: Hashable, Sendable {
    /// Members of different groups cannot reach each other; who is in no group is a group of its own.
    case partition([[Int]])
    /// What the first members send does not reach the second ones; the other way stays open.
    case oneWayPartition(from: [Int], to: [Int])
    /// Every way is open again.
    case heal
    /// Nothing reaches or leaves the members for a while; all of it arrives afterwards.
    case clog([Int], Duration)
    /// The network forgets all connections of the members: nothing arrives on them any more, and nobody is told.
    case forgetConnections([Int])
    /// The network behaves differently from now on.
    case network(NetworkConditions)
    /// Processes end at once and their stores are lost.
    case crash([Int])
    /// Processes start anew, with empty stores and new epochs.
    case restart([Int])
    /// Processes start anew under the epoch of their former life, as a restored snapshot of a machine does.
    case restartUnchanged([Int])
    /// The member listens from its next start on where the other one listens, and the other way round.
    case exchangeAddresses(Int, with: Int)
    /// Processes stand still for a while.
    case pause([Int], Duration)
    /// Every event costs the processes so much time, for a while.
    case slow([Int], step: Duration, Duration)
    /// The stores have this limit in bytes from the next start of their processes on.
    case memoryLimit([Int], Int)
    /// Members leave on purpose.
    case leave([Int])
    /// The wall clock of members jumps by so many milliseconds.
    case clockStep([Int], milliseconds: Int64)
    /// The wall clock of members gains so many parts of a million of the time that passes from now on.
    case clockDrift([Int], partsPerMillion: Int)
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

extension [TimedFault] {
    /// The faults by time; those of one time in the order in which they stand.
    var sortedByTime: [TimedFault] {
        enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
