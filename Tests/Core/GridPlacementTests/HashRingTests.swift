import GridIdentity
import GridPlacement
import Testing

@Suite("Hash ring")
struct HashRingTests {
    @Test("A member has as many virtual nodes as its weight asks for, in ring order")
    func counts() {
        let ring = HashRing(members: makeMembers(4, weight: { UInt16($0) }), virtualNodeCount: 16)

        for member in 0..<UInt16(4) {
            #expect(ring.virtualNodes.filter { $0.memberIndex == member }.count == 16 * Int(member))
        }
        #expect(ring.virtualNodes == ring.virtualNodes.sorted())
    }

    @Test("Tokens depend on the name and not on the epoch")
    func epochs() {
        let ring = HashRing(members: makeMembers(3, epoch: 1), virtualNodeCount: 8)

        #expect(
            ring.virtualNodes == HashRing(members: makeMembers(3, epoch: 2), virtualNodeCount: 8).virtualNodes
        )
    }

    @Test("The upper fourteen bits of a token are the slot")
    func slotOfToken() {
        let ring = HashRing(members: makeMembers(2), virtualNodeCount: 64)

        for virtualNode in ring.virtualNodes {
            #expect(UInt64(virtualNode.slot.index) == virtualNode.token / (1 << 50))
        }
    }

    @Test("Without a bound in the way, the primary is the member of the next virtual node")
    func clockwise() {
        let members = makeMembers(5)
        let ring = HashRing(members: members, virtualNodeCount: 128)
        let configuration = PlacementConfiguration(virtualNodeCount: 128, loadBound: 100)
        let table = PlacementTable(members: members, configuration: configuration)

        for slot in allSlots where slot.index % 61 == 0 {
            let next =
                ring.virtualNodes.first { $0.token >= UInt64(slot.index) << 50 } ?? ring.virtualNodes[0]
            #expect(table.primary(of: slot) == next.memberIndex)
        }
    }

    @Test("An owner list keeps its order and knows its members")
    func ownerList() {
        var list = OwnerList()
        for member: UInt16 in [7, 0, 65_534, 3, 9, 8, 2, 1] { list.append(member) }

        #expect(Array(list) == [7, 0, 65_534, 3, 9, 8, 2, 1])
        #expect(list.contains(0))
        #expect(!list.contains(4))
        #expect(!list.contains(65_535))
        #expect(!OwnerList().contains(0))
        #expect(!OwnerList().contains(65_535))
    }

    @Test("An owner list takes neither a ninth owner nor one twice")
    func ownerListLimits() async {
        await #expect(processExitsWith: .failure) {
            var list = OwnerList()
            for member in UInt16(0)..<9 { list.append(member) }
        }
        await #expect(processExitsWith: .failure) {
            var list = OwnerList()
            list.append(1)
            list.append(1)
        }
    }
}
