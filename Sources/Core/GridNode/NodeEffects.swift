package import GridLink
package import GridMembership
package import GridReplication

/// What a ``Node`` wants from its driver: a buffer that the driver owns and reuses.
package struct NodeEffects: LinkEffects, Sendable {
    /// What to do with connections, in order.
    package var links: [LinkEffect] = []
    /// How the view of the cluster changed: for logs and for the application.
    package var changes: [MemberChange] = []
    /// The ownership that was published; every data plane must be told.
    package var ownership: Ownership?
    /// The outboxes that have something to send; their flushers must be told, after the ownership.
    package var wokenOutboxes: [Outbox] = []

    package init() {}

    /// Forgets everything, keeping the memory.
    package mutating func removeAll() {
        links.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        ownership = nil
        wokenOutboxes.removeAll(keepingCapacity: true)
    }
}
