import GridIdentity
import GridPlacement
import GridReplication
import GridVersioning

/// What one member has to do when the slots were placed anew.
///
/// Whoever owned a slot sends all of it to each new owner. When a member is gone, what it had accepted may have
/// reached some owners only; so the owners send one another the entries that it stamped.
///
/// The slots may be placed once more before those who were to receive a slot have it. So a member goes on handing
/// over what it owned recently, although it is no owner any more.
struct OwnershipChange {
    private let old: Ownership
    private let new: Ownership
    init(from old: Ownership, to new: Ownership) {
        self.old = old
        self.new = new
    }

    /// The slots that this node owns now and did not own before.
    ///
    /// - Complexity: O(slots).
    var gained: [KeySlot] {
        (0..<UInt16(KeySlot.count)).lazy.map(KeySlot.init(index:)).filter { slot in
            new.owns(slot) && !old.owns(slot)
        }
    }

    /// Whether another member may hold entries of a slot that this node gained.
    ///
    /// A node that joins knows nothing of the past: every other member may hold something. Later it is enough to look
    /// at who owned the slot before and is still there.
    func isHeldElsewhere(_ slot: KeySlot) -> Bool {
        guard old.localIndex != nil else { return new.table.members.count > 1 }
        return old.table.owners(of: slot).contains { index in
            new.table.index(of: old.table.members[Int(index)].id) != nil
        }
    }

    /// Tells the outboxes what their members need from this node, and returns those to be woken.
    ///
    /// `ownedRecently`: slots that this node owned before, and that may not have reached those who own them.
    func enqueueHandOvers(ownedRecently: SlotSet = SlotSet()) -> [Outbox] {
        guard old.localIndex != nil else { return [] }
        var woken: [Outbox] = []
        var whole = [SlotSet](repeating: SlotSet(), count: new.table.members.count)
        var shared = whole
        for index in 0..<UInt16(KeySlot.count) {
            let slot = KeySlot(index: index)
            let formerOwners = old.table.owners(of: slot)
            guard old.isLocal(formerOwners) || ownedRecently.contains(slot) else { continue }
            let owners = new.table.owners(of: slot)
            for owner in owners where owner != new.localIndex {
                if owned(slot, by: new.table.members[Int(owner)].id, formerOwners) {
                    shared[Int(owner)].insert(slot)
                } else {
                    whole[Int(owner)].insert(slot)
                }
            }
        }
        let departed = old.table.members.map(\.id).filter { new.table.index(of: $0) == nil }
        for (index, outbox) in new.outboxes.enumerated() {
            guard let outbox else { continue }
            if outbox.enqueue(whole[index]) == .wakesFlusher { woken.append(outbox) }
            for member in departed {
                let origin = OriginTag(of: member)
                if outbox.enqueue(shared[index], of: origin) == .wakesFlusher { woken.append(outbox) }
            }
        }
        return woken
    }

    /// The owners of a slot who did not own it before, by their index in the new placement.
    func newOwners(of slot: KeySlot) -> [UInt16] {
        let formerOwners = old.table.owners(of: slot)
        return new.table.owners(of: slot).filter { owner in
            !owned(slot, by: new.table.members[Int(owner)].id, formerOwners)
        }
    }

    private func owned(_ slot: KeySlot, by member: NodeID, _ formerOwners: OwnerList) -> Bool {
        old.table.index(of: member).map(formerOwners.contains) ?? false
    }
}
