import GridIdentity
import GridPlacement
import Testing

@Suite("Placement balance")
struct BalanceTests {
    @Test(
        "No member is loaded more than six percent above the average",
        arguments: [5, 10, 20, 32, 50, 64, 100])
    func peakToAverage(memberCount: Int) {
        let table = makeTable(makeMembers(memberCount))

        let primaries = (0..<UInt16(memberCount)).map { table.primarySlotCount(of: $0) }
        let copies = (0..<UInt16(memberCount)).map { table.slotCount(of: $0) }

        #expect(primaries.reduce(0, +) == 16_384)
        #expect(copies.reduce(0, +) == 3 * 16_384)
        #expect((primaries.max() ?? 0) * 100 * memberCount <= 106 * 16_384)
        #expect((copies.max() ?? 0) * 100 * memberCount <= 106 * 3 * 16_384)
    }

    @Test("Slots are shared in proportion to the weights")
    func weights() {
        let members = makeMembers(12, weight: { UInt16(1 + $0 % 3) })
        let table = makeTable(members)

        // The weights add up to 24.
        for (index, member) in table.members.enumerated() {
            let weight = Int(member.weight)
            let primaries = table.primarySlotCount(of: UInt16(index))
            let copies = table.slotCount(of: UInt16(index))
            #expect(primaries * 24 * 100 <= 106 * 16_384 * weight)
            #expect(primaries * 24 * 100 >= 80 * 16_384 * weight)
            #expect(copies * 24 * 100 <= 106 * 3 * 16_384 * weight)
            #expect(copies * 24 * 100 >= 80 * 3 * 16_384 * weight)
        }
    }

    @Test("A member too heavy for its share owns every slot, and the others share the rest")
    func heavyMember() {
        let table = makeTable(makeMembers(5, weight: { $0 == 0 ? 100 : 1 }))

        #expect(table.slotCount(of: 0) == 16_384)
        for member in 1..<UInt16(5) {
            let slotCount = table.slotCount(of: member)
            #expect((7_300...8_700).contains(slotCount), "\(slotCount)")
        }
    }

    @Test("Owners come from distinct zones while zones last", arguments: [(6, 3), (10, 3), (9, 4), (30, 5)])
    func distinctZones(memberCount: Int, zoneCount: Int) {
        let table = makeTable(makeMembers(memberCount, zone: { "zone-\($0 % zoneCount)" }))

        let badSlots = allSlots.filter { slot in
            Set(table.owners(of: slot).map { table.members[Int($0)].zone }).count != 3
        }
        #expect(badSlots.isEmpty)
    }

    @Test("With fewer zones than replicas every zone has an owner, and none has two more than another")
    func fewZones() {
        let table = makeTable(makeMembers(12, zone: { "zone-\($0 % 2)" }), replicaCount: 5)

        let badSlots = allSlots.filter { slot in
            let zones = table.owners(of: slot).map { table.members[Int($0)].zone }
            return ![2, 3].contains(zones.filter { $0 == "zone-0" }.count)
        }
        #expect(badSlots.isEmpty)
    }

    @Test("A small zone does not keep the load inside another zone from being even")
    func unequalZones() {
        // Zone a has 2 members, b has 3, c has 15: each zone holds one copy of every slot.
        let table = makeTable(makeMembers(20, zone: { $0 < 2 ? "a" : $0 < 5 ? "b" : "c" }))

        for (zone, size) in [("a", 2), ("b", 3), ("c", 15)] {
            let counts = table.members.indices.filter { table.members[$0].zone == zone }
                .map { table.slotCount(of: UInt16($0)) }
            #expect(counts.count == size)
            #expect(counts.reduce(0, +) == 16_384)
            #expect((counts.max() ?? 0) * 100 * size <= 106 * 16_384)
        }
    }
}
