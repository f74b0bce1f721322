package import GridDeterminism

/// The state of the cluster at an instant; what is counted is counted since the sample before.
package struct Sample: Sendable {
    package let time: Instant
    /// In the order of ``ClusterMeasure/allCases``.
    package internal(set) var cluster: [Int]
    /// For each member, in the order of ``MemberMeasure/allCases``.
    package internal(set) var members: [[Int]]

    init(at time: Instant, memberCount: Int) {
        self.time = time
        cluster = Array(repeating: 0, count: ClusterMeasure.allCases.count)
        members = Array(
            repeating: Array(repeating: 0, count: MemberMeasure.allCases.count), count: memberCount)
    }

    package subscript(measure: ClusterMeasure) -> Int {
        get { cluster[measure.rawValue] }
        set { cluster[measure.rawValue] = newValue }
    }

    package subscript(member: Int, measure: MemberMeasure) -> Int {
        get { members[member][measure.rawValue] }
        set { members[member][measure.rawValue] = newValue }
    }
}

/// What is measured of each member.
package enum MemberMeasure: Int, CaseIterable, Sendable {
    /// 0 when it is down, 1 when it is alive, 2 when it stands still.
    case state
    /// How many members it believes to be alive, itself included; to be suspect; to be dead.
    case alive
    case suspected
    case dead
    /// How many slots it owns in its own view, and in how many of them it is settled.
    case ownedSlots
    case settledSlots
    /// What waits in its outboxes: single keys, and slots as a whole.
    case waitingKeys
    case waitingSlots
    case entries
    /// The memory of the store, in bytes.
    case storeBytes
    case evictions
    /// Requests that began here.
    case requests
    /// Answers of reads, and failures of any operation.
    case hits
    case misses
    case failures
    /// What it wrote to other members.
    case sentMessages
    case sentBytes
}

/// What is measured of the cluster as a whole.
package enum ClusterMeasure: Int, CaseIterable, Sendable {
    case requests
    case hits
    case misses
    case failures
    /// Requests that found no process.
    case unavailable
    /// How many different views of the membership there are.
    case views
    /// The age in milliseconds of the oldest change that was acknowledged, and that an owner of its key lacks.
    case lag
    /// How many keys have such a change.
    case unevenKeys
    case waitingKeys
    case waitingSlots
    case sentMessages
    case sentBytes
}
