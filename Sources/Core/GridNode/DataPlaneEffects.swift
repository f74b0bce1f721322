package import GridLink
package import GridReplication

/// Names one operation of a user for as long as it is under way.
package struct OperationID: Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// An operation that was answered.
package struct CompletedOperation: Hashable, Sendable {
    package let operation: OperationID
    package let answer: CacheAnswer
}

/// What a ``DataPlane`` wants from its driver: a buffer that the driver owns and reuses.
package struct DataPlaneEffects: LinkEffects, Sendable {
    /// What to do with connections, in order.
    package var links: [LinkEffect] = []
    /// The users' operations that are decided.
    package var completed: [CompletedOperation] = []
    /// The outboxes that have something to send; their flushers must be told.
    package var wokenOutboxes: [Outbox] = []

    package init() {}

    /// Forgets everything, keeping the memory.
    package mutating func removeAll() {
        links.removeAll(keepingCapacity: true)
        completed.removeAll(keepingCapacity: true)
        wokenOutboxes.removeAll(keepingCapacity: true)
    }
}
