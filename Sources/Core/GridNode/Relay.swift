import GridCollections
import GridIdentity
import GridPlacement
import GridReplication

/// Passes entries on that came from a node which places the slots otherwise.
///
/// Such a sender may not know all the owners that this node knows, so it tells them, whether it is an owner itself or
/// was taken for one. What is news is passed on once by each node; what is not is passed on only by an owner, and only
/// if the sender is none, for then it may be the only one who knows. Both end, because news is news once and carried
/// entries are sent once.
struct Relay {
    private let sender: NodeID?
    private let ownership: Ownership

    /// Makes a relay, or `nil` when the sender places the slots as this node does.
    init?(from sender: NodeID?, placedBy fingerprint: UInt64, _ ownership: Ownership) {
        guard fingerprint != ownership.table.fingerprint, ownership.localIndex != nil else { return nil }
        self.sender = sender
        self.ownership = ownership
    }

    /// Puts a key that was merged into the outboxes of the owners; returns those to be woken.
    func passOn(_ key: Span<UInt8>, isNews: Bool) -> [Outbox] {
        let slot = KeySlot(of: key)
        let owners = ownership.table.owners(of: slot)
        guard isNews || (ownership.isLocal(owners) && !isOwner(sender, owners)) else { return [] }
        let copy = [UInt8](copying: key)
        return owners.compactMap { ownership.outboxes[Int($0)] }.filter { outbox in
            outbox.peer != sender && outbox.enqueue(copy, in: slot) == .wakesFlusher
        }
    }

    private func isOwner(_ node: NodeID?, _ owners: OwnerList) -> Bool {
        node.flatMap { ownership.table.index(of: $0) }.map(owners.contains) ?? false
    }
}
