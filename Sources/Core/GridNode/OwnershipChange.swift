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
    /// For each member of the new placement its index in the old one, if it was there.
    private let formerIndexes: [UInt16?]
    /// For each member of the old placement, whether it is in the new one.
    private let isStillThere: [Bool]

    init(from old: Ownership, to new: Ownership) {
        self.old = old
        self.new = new
        formerIndexes = new.table.members.map { old.table.index(of: $0.id) }
        isStillThere = old.table.members.map { new.table.index(of: $0.id) != nil }
    }

    /// The slots that this node owns now and did not own before.
    var gained: [KeySlot] { new.localSlots.subtracting(old.localSlots).sorted }

    /// Whether another member may hold entries of a slot that this node gained.
    ///
    /// A node that joins knows nothing of the past: every other member may hold something. Later it is enough to look
    /// at who owned the slot before and is still there.
    func isHeldElsewhere(_ slot: KeySlot) -> Bool {
        guard old.localIndex != nil else { return new.table.members.count > 1 }
        return old.table.owners(of: slot).contains { isStillThere[Int($0)] }
    }

    /// Tells the outboxes what their members need from this node, and returns those to be woken.
    ///
    /// `ownedRecently`: slots that this node owned before, and that may not have reached those who own them.
    func enqueueHandOvers(ownedRecently: SlotSet = SlotSet()) -> [Outbox] {
        guard old.localIndex != nil else { return [] }
        var woken: [Outbox] = []
        var whole = [SlotSet](repeating: SlotSet(), count: new.table.members.count)
        var shared = whole
        for slot in old.localSlots.union(ownedRecently).sorted {
            let formerOwners = old.table.owners(of: slot)
            for owner in new.table.owners(of: slot) where owner != new.localIndex {
                if isFormerOwner(owner, formerOwners) {
                    shared[Int(owner)].insert(slot)
                } else {
                    whole[Int(owner)].insert(slot)
                }
            }
        }
        let departed = zip(old.table.members, isStillThere).filter { !$0.1 }.map(\.0.id)
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
        return new.table.owners(of: slot).filter { !isFormerOwner($0, formerOwners) }
    }

    /// Whether a member of the new placement is one of a slot's owners in the old one.
    private func isFormerOwner(_ member: UInt16, _ formerOwners: OwnerList) -> Bool {
        formerIndexes[Int(member)].map(formerOwners.contains) ?? false
    }
}
