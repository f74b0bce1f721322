internal import GridDriver
internal import GridMembership
internal import GridNode
internal import GridReplication
internal import GridStore

extension GridCache {
    /// What a member holds and has done since it started.
    public struct Statistics: Hashable, Sendable {
        /// How many members take part, this one included.
        public var liveMemberCount = 0
        /// Whether this member serves requests.
        public var isReady = false
        /// A fingerprint of the live members: equal at members that agree.
        public var viewFingerprint: UInt64 = 0
        /// Entries with a value that this member holds; those that expired and were not swept yet count.
        public var entryCount = 0
        /// Deletions that this member remembers.
        public var tombstoneCount = 0
        /// Memory for entries and indexes.
        public var memoryByteCount = 0
        /// Local reads that found a value.
        public var hitCount: UInt64 = 0
        /// Local reads that did not.
        public var missCount: UInt64 = 0
        /// Entries removed because memory was short.
        public var evictionCount: UInt64 = 0
        /// Entries removed because their time had come.
        public var expirationCount: UInt64 = 0
        /// Writes that this member accepted.
        public var acceptedWriteCount: UInt64 = 0
        /// Entries of other members that were newer than what was held here.
        public var replicatedEntryCount: UInt64 = 0
        /// Entries of other members that were refused: too large, no memory, or a clock too far ahead.
        public var refusedEntryCount: UInt64 = 0
        /// Changes that wait to be sent to other owners.
        public var waitingReplicationCount = 0
    }

    /// What the member holds and has done since it started.
    ///
    /// - Complexity: O(shards + members).
    public var statistics: Statistics {
        let overview = host.overview
        let store = replica.store.statistics
        let replica = replica.statistics
        var statistics = Statistics()
        statistics.liveMemberCount = overview.liveMemberCount
        statistics.isReady = overview.isReady
        statistics.viewFingerprint = overview.viewHash
        statistics.entryCount = store.liveEntryCount
        statistics.tombstoneCount = store.tombstoneCount
        statistics.memoryByteCount = store.accountedByteCount
        statistics.hitCount = store.hitCount
        statistics.missCount = store.missCount
        statistics.evictionCount = store.evictionCount
        statistics.expirationCount = store.expirationCount
        statistics.acceptedWriteCount = replica.acceptedWriteCount
        statistics.replicatedEntryCount = replica.appliedEntryCount
        statistics.refusedEntryCount = replica.refusedEntryCount + replica.refusedStampCount
        for outbox in self.replica.ownership.outboxes {
            guard let waiting = outbox?.statistics else { continue }
            statistics.waitingReplicationCount += waiting.waitingKeyCount + waiting.waitingSlotCount
        }
        return statistics
    }
}
