import GridDeterminism
import GridIdentity
import GridPlacement
import Testing

@Suite("Placement table")
struct PlacementTableTests {
    @Test("The order in which members are named does not matter", arguments: [UInt64(1), 2, 3])
    func inputOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let members = makeMembers(12, weight: { UInt16(1 + $0 % 3) }, zone: { "zone-\($0 % 4)" })
        var shuffled = members
        random.shuffle(&shuffled)

        let table = makeTable(members)

        #expect(table == makeTable(shuffled))
        #expect(table.fingerprint == makeTable(shuffled).fingerprint)
    }

    @Test(
        "Every list holds as many distinct members as replicas are wanted and members exist",
        arguments: [(1, 3), (2, 3), (3, 3), (5, 3), (4, 8), (8, 8), (20, 8), (20, 1)])
    func distinctOwners(memberCount: Int, replicaCount: Int) {
        let table = makeTable(makeMembers(memberCount), replicaCount: replicaCount)

        #expect(table.ownerCount == min(memberCount, replicaCount))
        let badSlots = allSlots.filter { slot in
            let owners = Array(table.owners(of: slot))
            return owners.count != table.ownerCount || Set(owners).count != owners.count
                || !owners.allSatisfy { Int($0) < memberCount && table.owns($0, slot) }
                || owners.first != table.primary(of: slot)
        }
        #expect(badSlots.isEmpty)
    }

    @Test("The empty table has no members and no owners")
    func empty() {
        let table = PlacementTable.empty
        let slot = KeySlot(index: 77)

        #expect(table.members.isEmpty)
        #expect(table.owners(of: slot).isEmpty)
        #expect(table.primary(of: slot) == nil)
        #expect(!table.owns(0, slot))
        #expect(table.slotCount(of: 0) == 0)
        #expect(table.ownedRanges(of: 0).isEmpty)
        #expect(table.index(of: NodeID(name: "node-0", epoch: 1)) == nil)
    }

    @Test("A single member owns everything")
    func singleMember() {
        let table = makeTable(makeMembers(1))

        #expect(table.slotCount(of: 0) == 16_384)
        #expect(table.primarySlotCount(of: 0) == 16_384)
        #expect(table.ownedRanges(of: 0) == [KeySlot(index: 0)...KeySlot(index: 16_383)])
    }

    @Test("The slots of a member are those in whose lists it is")
    func slotsOfMember() {
        let table = makeTable(makeMembers(5))

        #expect(table.slots(ownedBy: 3).sorted == allSlots.filter { table.owns(3, $0) })
        #expect(PlacementTable.empty.slots(ownedBy: 0).isEmpty)
    }

    @Test("A member of weight 0 is in the table and owns nothing")
    func weightZero() throws {
        let table = makeTable(makeMembers(4, weight: { $0 == 2 ? 0 : 1 }))

        let index = try #require(table.index(of: NodeID(name: "node-2", epoch: 1)))
        #expect(table.members.count == 4)
        #expect(table.slotCount(of: index) == 0)
        #expect(table.ownerCount == 3)
    }

    @Test("A weight above the maximum counts as the maximum")
    func weightSaturates() {
        let member = RingMember(id: NodeID(name: "a", epoch: 1), weight: .max)

        #expect(member.weight == 100)
    }

    @Test("Members are found by identity, and other lives of them are not")
    func indexOfMember() {
        let table = makeTable(makeMembers(20, epoch: 5))

        for (index, member) in table.members.enumerated() {
            #expect(table.index(of: member.id) == UInt16(index))
        }
        #expect(table.index(of: NodeID(name: "node-3", epoch: 4)) == nil)
        #expect(table.index(of: NodeID(name: "node-99", epoch: 5)) == nil)
    }

    @Test("Of several lives of one name only the latest counts")
    func latestLife() {
        let former = RingMember(id: NodeID(name: "node-1", epoch: 1))
        let members = makeMembers(5, epoch: 9)

        let table = makeTable([former] + members)

        #expect(table == makeTable(members))
        #expect(table.index(of: former.id) == nil)
    }

    @Test("A restart under a new epoch moves nothing and changes the fingerprint")
    func restart() {
        let members = makeMembers(10)
        var restarted = members
        restarted[4] = RingMember(id: NodeID(name: "node-4", epoch: 2))

        let before = makeTable(members)
        let after = makeTable(restarted)

        #expect(allSlots.allSatisfy { before.owners(of: $0) == after.owners(of: $0) })
        #expect(before.fingerprint != after.fingerprint)
    }

    @Test("The fingerprint covers weights, zones and every setting")
    func fingerprintCoverage() {
        let tables = [
            makeTable(makeMembers(3)),
            makeTable(makeMembers(4)),
            makeTable(makeMembers(3, weight: { $0 == 0 ? 2 : 1 })),
            makeTable(makeMembers(3, zone: { $0 == 0 ? "a" : "" })),
            makeTable(makeMembers(3), virtualNodeCount: 129),
            makeTable(makeMembers(3), replicaCount: 2),
            PlacementTable(members: makeMembers(3), configuration: PlacementConfiguration(loadBound: 6)),
            PlacementTable.empty,
        ]

        #expect(Set(tables.map(\.fingerprint)).count == tables.count)
    }

    @Test("Fingerprint and owners of a known cluster stay what they are: they are part of the protocol")
    func goldenValues() {
        let table = makeTable(makeMembers(7, weight: { UInt16(1 + $0 % 2) }, zone: { "zone-\($0 % 3)" }))
        var owners = StableHash()
        for slot in allSlots {
            for owner in table.owners(of: slot) { owners.combine(UInt64(owner)) }
        }

        #expect(table.fingerprint == 5_195_467_055_785_259_115)
        #expect(owners.value == 5_233_998_648_452_748_636)
        #expect(Array(table.owners(of: KeySlot(index: 0))) == [3, 4, 2])
        #expect(Array(table.owners(of: KeySlot(index: 12_345))) == [1, 3, 5])
    }

    @Test("Owned ranges ascend, do not touch, and hold exactly the owned slots")
    func ownedRanges() {
        let table = makeTable(makeMembers(9))

        for member in 0..<UInt16(9) {
            let ranges = table.ownedRanges(of: member)
            let slots = ranges.flatMap {
                ($0.lowerBound.index...$0.upperBound.index).map(KeySlot.init(index:))
            }
            #expect(slots == allSlots.filter { table.owns(member, $0) })
            #expect(slots.count == table.slotCount(of: member))
            for (range, next) in zip(ranges, ranges.dropFirst()) {
                #expect(Int(range.upperBound.index) + 1 < Int(next.lowerBound.index))
            }
            let primaries = table.primaryRanges(of: member).reduce(0) {
                $0 + Int($1.upperBound.index - $1.lowerBound.index) + 1
            }
            #expect(primaries == table.primarySlotCount(of: member))
        }
    }

    @Test("Settings outside their ranges are programmer errors")
    func invalidConfiguration() async {
        await #expect(processExitsWith: .failure) { _ = PlacementConfiguration(virtualNodeCount: 0) }
        await #expect(processExitsWith: .failure) { _ = PlacementConfiguration(replicaCount: 9) }
        await #expect(processExitsWith: .failure) { _ = PlacementConfiguration(loadBound: 0) }
    }
}
