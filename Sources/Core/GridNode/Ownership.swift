package import GridIdentity
package import GridPlacement
package import GridReplication

/// Who owns what, as this node sees it, together with the way to each member: published as a whole, never changed.
package final class Ownership: Sendable {
    /// The members that take part, this node included once it has joined, and their slots.
    package let table: PlacementTable
    /// This node's index in the table; `nil` before it has joined.
    package let localIndex: UInt16?
    /// Where each member of the table is reached.
    package let addresses: [NodeAddress]
    /// What each member of the table has yet to be told; `nil` for this node.
    package let outboxes: [Outbox?]
    /// The slots that this node owns.
    package let localSlots: SlotSet

    /// Before a node has joined nobody owns anything.
    package static let none = Ownership(table: .empty, localIndex: nil, addresses: [], outboxes: [])

    /// - Complexity: O(slots).
    package init(
        table: PlacementTable, localIndex: UInt16?, addresses: [NodeAddress], outboxes: [Outbox?]
    ) {
        precondition(
            addresses.count == table.members.count && outboxes.count == table.members.count,
            "\(table.members.count) members, \(addresses.count) addresses, \(outboxes.count) outboxes")
        self.table = table
        self.localIndex = localIndex
        self.addresses = addresses
        self.outboxes = outboxes
        localSlots = localIndex.map(table.slots(ownedBy:)) ?? SlotSet()
    }

    /// Whether this node is one of the owners of a slot.
    package func isLocal(_ owners: OwnerList) -> Bool {
        localIndex.map(owners.contains) ?? false
    }

    /// Whether this node is an owner of the slot.
    package func owns(_ slot: KeySlot) -> Bool { localSlots.contains(slot) }

    /// The owners of a slot without this node, in order of preference.
    package func otherOwners(of slot: KeySlot) -> [UInt16] {
        table.owners(of: slot).filter { $0 != localIndex }
    }

    /// Up to `limit` members that do not own the slot, this node excepted: who may hold a key from before a change.
    package func bystanders(of slot: KeySlot, limit: Int) -> [UInt16] {
        let owners = table.owners(of: slot)
        let count = UInt16(table.members.count)
        return Array((0..<count).lazy.filter { $0 != self.localIndex && !owners.contains($0) }.prefix(limit))
    }

    /// The identities of members, for messages to people.
    package func nodes(_ indexes: [UInt16]) -> [NodeID] {
        indexes.map { table.members[Int($0)].id }
    }
}
