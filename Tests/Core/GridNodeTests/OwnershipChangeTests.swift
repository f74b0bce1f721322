import GridIdentity
import GridLink
import GridPlacement
import GridReplication
import Testing

@testable import GridNode

@Suite("Ownership changes")
struct OwnershipChangeTests {
    /// The ownership that `local` sees among `members`, with outboxes of its own.
    private func ownership(
        of members: [NodeID], local: NodeID, replicaCount: Int = 2
    ) -> Ownership {
        let table = PlacementTable(
            members: members.map { RingMember(id: $0) },
            configuration: PlacementConfiguration(virtualNodeCount: 64, replicaCount: replicaCount))
        let outboxes = table.members.enumerated().map { index, member in
            member.id == local
                ? nil : Outbox(peer: member.id, address: identity(index).address, number: UInt32(index))
        }
        return Ownership(
            table: table, localIndex: table.index(of: local),
            addresses: table.members.indices.map { identity($0).address }, outboxes: outboxes)
    }

    private func node(_ number: Int, epoch: UInt64 = 1) -> NodeID {
        NodeID(name: "node-\(number)", epoch: epoch)
    }

    private func slotCount(_ ownership: Ownership, _ number: Int) -> Int? {
        ownership.outboxes[number]?.statistics.waitingSlotCount
    }

    private func ownedSlots(_ ownership: Ownership, by members: [Int]) -> Int {
        (0..<UInt16(KeySlot.count)).count { index in
            let owners = ownership.table.owners(of: KeySlot(index: index)).map { Int($0) }
            return members.allSatisfy { owners.contains($0) }
        }
    }

    @Test("The founder gains all slots, which nobody else holds, and sends nothing")
    func founding() {
        let change = OwnershipChange(from: .none, to: ownership(of: [node(0)], local: node(0)))

        #expect(change.gained.count == 16_384)
        #expect(change.gained.allSatisfy { !change.isHeldElsewhere($0) })
        #expect(change.enqueueHandOvers().isEmpty)
    }

    @Test(
        "Who joins may miss something in every slot; who was there sends exactly the slots that the joiner owns"
    )
    func joining() {
        let old = ownership(of: [node(0), node(1)], local: node(0))
        let new = ownership(of: [node(0), node(1), node(2)], local: node(0))
        let joiner = ownership(of: [node(0), node(1), node(2)], local: node(2))

        let joined = OwnershipChange(from: .none, to: joiner)
        #expect(joined.gained.count == ownedSlots(joiner, by: [2]))
        #expect(joined.gained.allSatisfy { joined.isHeldElsewhere($0) })
        #expect(joined.enqueueHandOvers().isEmpty)

        let change = OwnershipChange(from: old, to: new)
        #expect(change.gained.isEmpty)
        #expect(change.enqueueHandOvers().map(\.peer) == [node(2)])
        #expect(slotCount(new, 2) == ownedSlots(new, by: [2]))
        #expect(slotCount(new, 1) == 0)
    }

    @Test(
        "When a member is gone, its slots go to their new owners, and what it wrote goes to those that stay")
    func leaving() {
        let old = ownership(of: [node(0), node(1), node(2)], local: node(0))
        let new = ownership(of: [node(0), node(1)], local: node(0))

        let change = OwnershipChange(from: old, to: new)

        #expect(change.gained.count == 16_384 - ownedSlots(old, by: [0]))
        // Every slot that it gained was held by the one who is still there.
        #expect(change.gained.allSatisfy { change.isHeldElsewhere($0) })
        _ = change.enqueueHandOvers()
        // Whole slots for the new owner of those it shared with the departed, the departed one's writes for the rest.
        #expect(slotCount(new, 1) == ownedSlots(old, by: [0]))
    }

    @Test("A slot whose former owners are all gone is held nowhere else")
    func lostSlots() {
        let old = ownership(of: [node(0), node(1)], local: node(0), replicaCount: 1)
        let new = ownership(of: [node(0)], local: node(0), replicaCount: 1)

        let change = OwnershipChange(from: old, to: new)

        #expect(change.gained.count == ownedSlots(old, by: [1]))
        #expect(change.gained.allSatisfy { !change.isHeldElsewhere($0) })
    }

    @Test("A new life of a member is a new owner of everything")
    func replacement() {
        let old = ownership(of: [node(0), node(1)], local: node(0))
        let new = ownership(of: [node(0), node(1, epoch: 2)], local: node(0))

        let change = OwnershipChange(from: old, to: new)

        #expect(change.gained.isEmpty)
        #expect(change.enqueueHandOvers().map(\.peer) == [node(1, epoch: 2)])
        #expect(slotCount(new, 1) == 16_384)
    }

    @Test("When two halves meet, each sends the other what that one owns now")
    func merging() {
        let all = [node(0), node(1), node(2), node(3)]
        let left = OwnershipChange(
            from: ownership(of: [node(0), node(1)], local: node(0)), to: ownership(of: all, local: node(0)))
        #expect(left.gained.isEmpty)
        let new = ownership(of: all, local: node(0))
        let again = OwnershipChange(from: ownership(of: [node(0), node(1)], local: node(0)), to: new)

        _ = again.enqueueHandOvers()

        #expect(slotCount(new, 1) == 0)
        #expect(slotCount(new, 2) == ownedSlots(new, by: [2]))
        #expect(slotCount(new, 3) == ownedSlots(new, by: [3]))
    }

    @Test("What was owned recently is handed over to new owners, although it is not owned any more")
    func ownedRecently() {
        let three = [node(0), node(1), node(2)]
        let old = ownership(of: three, local: node(0), replicaCount: 1)
        let new = ownership(of: three + [node(3)], local: node(0), replicaCount: 1)
        var lost = SlotSet()
        for slot in (0..<UInt16(KeySlot.count)).map(KeySlot.init(index:))
        where Array(old.table.owners(of: slot)) == [1] && Array(new.table.owners(of: slot)) == [3] {
            lost.insert(slot)
        }
        let change = OwnershipChange(from: old, to: new)

        _ = change.enqueueHandOvers(ownedRecently: lost)

        let gainedFromLocal = change.newOwnerCount(of: 3) { Array(old.table.owners(of: $0)) == [0] }
        #expect(lost.count > 1_000)
        #expect(slotCount(new, 3) == lost.count + gainedFromLocal)
    }
}

extension OwnershipChange {
    /// How many slots that fulfil the condition have this member as a new owner.
    fileprivate func newOwnerCount(of member: UInt16, where isCounted: (KeySlot) -> Bool) -> Int {
        (0..<UInt16(KeySlot.count)).map(KeySlot.init(index:)).count { slot in
            isCounted(slot) && newOwners(of: slot).contains(member)
        }
    }
}
