internal import GridReplication

/// How many copies of a write must be in memory before it is acknowledged.
///
/// It speaks of copies, never of durability. Whatever the concern, every owner of the key receives the write in the
/// end.
public enum WriteConcern: Hashable, Sendable, CaseIterable {
    /// The write was accepted by this member; replication follows.
    case local
    /// One owner of the key holds it.
    case one
    /// A majority of the owners hold it.
    case quorum
    /// Every owner holds it.
    case all

    var core: GridReplication.WriteConcern {
        switch self {
        case .local: .local
        case .one: .one
        case .quorum: .quorum
        case .all: .all
        }
    }
}

/// How many owners of a key must answer a read.
public enum ReadLevel: Hashable, Sendable, CaseIterable {
    /// The nearest owner that answers.
    case one
    /// A majority of the owners; the newest version wins.
    case quorum
    /// Every owner; the newest version wins.
    case all

    var core: GridReplication.ReadLevel {
        switch self {
        case .one: .one
        case .quorum: .quorum
        case .all: .all
        }
    }
}

/// When an entry stops being served.
public enum Expiry: Hashable, Sendable {
    /// After the time to live that the options name; never, if they name none.
    case standard
    /// Never. The entry can still be evicted when memory is short.
    case never
    /// When the given time has passed.
    case after(Duration)
}
