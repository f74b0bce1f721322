package import GridIdentity

/// What a change of placement means for one member: the slots that it has to fetch and those that it may drop.
///
/// A member is one life of a process. One that restarted under a new epoch owns its slots anew and has to fetch
/// them all, even though no slot moved.
package struct PlacementDifference: Hashable, Sendable {
    /// The slots that the member owns now and did not own before, ascending.
    package let gained: [KeySlot]
    /// The slots that the member owned before and does not own now, ascending.
    package let lost: [KeySlot]

    /// Compares what `member` owns in two tables.
    ///
    /// A member that is not in a table owns nothing in it.
    ///
    /// - Complexity: O(slots).
    package init(of member: NodeID, from old: PlacementTable, to new: PlacementTable) {
        let oldIndex = old.index(of: member)
        let newIndex = new.index(of: member)
        var gained: [KeySlot] = []
        var lost: [KeySlot] = []
        for index in 0..<UInt16(KeySlot.count) {
            let slot = KeySlot(index: index)
            let ownedBefore = oldIndex.map { old.owns($0, slot) } ?? false
            let ownsNow = newIndex.map { new.owns($0, slot) } ?? false
            if ownsNow, !ownedBefore { gained.append(slot) }
            if ownedBefore, !ownsNow { lost.append(slot) }
        }
        self.gained = gained
        self.lost = lost
    }

    /// Whether the member owns the same slots in both tables.
    package var isEmpty: Bool { gained.isEmpty && lost.isEmpty }
}
