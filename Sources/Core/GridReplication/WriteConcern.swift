private import GridDeterminism

/// How many copies of a write must be in memory before it is acknowledged.
///
/// It speaks of copies, never of durability. Whatever the concern, every owner receives the write in the end.
package enum WriteConcern: UInt8, Hashable, Sendable, CaseIterable {
    /// The write was accepted by this node; replication follows.
    case local
    /// One owner of the key holds it.
    case one
    /// A majority of the owners hold it.
    case quorum
    /// Every owner holds it.
    case all

    /// How many of `ownerCount` owners must hold the write.
    package func requiredCopies(ownerCount: Int) -> Int {
        switch self {
        case .local: 0
        case .one: min(1, ownerCount)
        case .quorum: PlantedDefect.wrongQuorumCount.isPlanted ? max(1, ownerCount / 2) : ownerCount / 2 + 1
        case .all: ownerCount
        }
    }
}

/// How many owners must answer a read.
package enum ReadLevel: UInt8, Hashable, Sendable, CaseIterable {
    /// The nearest owner that answers.
    case one
    /// A majority of the owners; the newest version wins.
    case quorum
    /// Every owner; the newest version wins.
    case all

    /// How many of `ownerCount` owners must answer.
    package func requiredAnswers(ownerCount: Int) -> Int {
        switch self {
        case .one: min(1, ownerCount)
        case .quorum: ownerCount / 2 + 1
        case .all: ownerCount
        }
    }
}
