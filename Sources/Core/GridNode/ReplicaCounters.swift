import Synchronization

/// What a replica has done since the node started.
package struct ReplicaStatistics: Hashable, Sendable {
    /// Writes that this node stamped.
    package var acceptedWriteCount: UInt64 = 0
    /// Entries of peers that were newer than what was held.
    package var appliedEntryCount: UInt64 = 0
    /// Entries of peers that were not newer.
    package var supersededEntryCount: UInt64 = 0
    /// Entries of peers that the store refused.
    package var refusedEntryCount: UInt64 = 0
    /// Stamps that were too far ahead of the wall clock.
    package var refusedStampCount: UInt64 = 0
    /// Copies that an owner misses because its outbox was full of entries that this node does not own.
    package var abandonedCopyCount: UInt64 = 0

    package init() {}
}

/// The counters behind ``ReplicaStatistics``, shared by all threads.
final class ReplicaCounters: Sendable {
    enum Event {
        case accepted
        case applied
        case superseded
        case entryRefused
        case clockRefused
        case copyAbandoned
    }

    private let accepted = Atomic<UInt64>(0)
    private let applied = Atomic<UInt64>(0)
    private let superseded = Atomic<UInt64>(0)
    private let entryRefused = Atomic<UInt64>(0)
    private let clockRefused = Atomic<UInt64>(0)
    private let copyAbandoned = Atomic<UInt64>(0)

    func count(_ event: Event) {
        switch event {
        case .accepted: accepted.wrappingAdd(1, ordering: .relaxed)
        case .applied: applied.wrappingAdd(1, ordering: .relaxed)
        case .superseded: superseded.wrappingAdd(1, ordering: .relaxed)
        case .entryRefused: entryRefused.wrappingAdd(1, ordering: .relaxed)
        case .clockRefused: clockRefused.wrappingAdd(1, ordering: .relaxed)
        case .copyAbandoned: copyAbandoned.wrappingAdd(1, ordering: .relaxed)
        }
    }

    var statistics: ReplicaStatistics {
        var statistics = ReplicaStatistics()
        statistics.acceptedWriteCount = accepted.load(ordering: .relaxed)
        statistics.appliedEntryCount = applied.load(ordering: .relaxed)
        statistics.supersededEntryCount = superseded.load(ordering: .relaxed)
        statistics.refusedEntryCount = entryRefused.load(ordering: .relaxed)
        statistics.refusedStampCount = clockRefused.load(ordering: .relaxed)
        statistics.abandonedCopyCount = copyAbandoned.load(ordering: .relaxed)
        return statistics
    }
}
