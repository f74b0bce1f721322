package import GridPlacement
private import Synchronization

/// The placement tables that were made last, so that none is made twice.
///
/// A member that comes and goes leads back to a table that was there before. Nodes that run in one process and agree on
/// the members share a table, because it is a pure function of them; a simulated cluster of a hundred members makes one
/// where it would make a hundred.
package final class PlacementMemory: Sendable {
    private let capacity: Int
    /// The latest last.
    private let tables = Mutex<[PlacementTable]>([])

    /// Makes a memory of up to `capacity` tables.
    ///
    /// Each takes two bytes for each owner of each of the 16,384 slots.
    package init(capacity: Int = 2) {
        precondition(capacity > 0, "a memory of \(capacity) tables remembers nothing")
        self.capacity = capacity
    }

    /// The table of `members`, sorted by identity: the one that is remembered, or a new one.
    package func table(of members: [RingMember], _ configuration: PlacementConfiguration) -> PlacementTable {
        if let known = tables.withLock({ $0.last { $0.places(members, configuration) } }) { return known }
        let table = PlacementTable(members: members, configuration: configuration)
        tables.withLock { tables in
            if tables.count == capacity { tables.removeFirst() }
            tables.append(table)
        }
        return table
    }
}
