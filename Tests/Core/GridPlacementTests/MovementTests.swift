import GridIdentity
import GridPlacement
import Testing

@Suite("Placement movement")
struct MovementTests {
    /// One join: from `memberCount` members to one more, with limits in percent of the ideal.
    struct Join: CustomTestStringConvertible {
        let memberCount: Int
        let virtualNodeCount: Int
        let primaryLimit: Int
        let copyLimit: Int

        var testDescription: String { "\(memberCount) members, \(virtualNodeCount) virtual nodes" }
    }

    static let joins = [
        Join(memberCount: 3, virtualNodeCount: 128, primaryLimit: 120, copyLimit: 110),
        Join(memberCount: 5, virtualNodeCount: 128, primaryLimit: 120, copyLimit: 110),
        Join(memberCount: 10, virtualNodeCount: 128, primaryLimit: 130, copyLimit: 110),
        Join(memberCount: 32, virtualNodeCount: 128, primaryLimit: 145, copyLimit: 115),
        Join(memberCount: 100, virtualNodeCount: 128, primaryLimit: 160, copyLimit: 120),
        Join(memberCount: 10, virtualNodeCount: 256, primaryLimit: 120, copyLimit: 110),
        Join(memberCount: 32, virtualNodeCount: 256, primaryLimit: 130, copyLimit: 110),
        Join(memberCount: 100, virtualNodeCount: 256, primaryLimit: 130, copyLimit: 110),
    ]

    @Test("A join moves little more than the share of the new member", arguments: joins)
    func join(_ join: Join) {
        let members = makeMembers(join.memberCount + 1)
        let before = makeTable(Array(members.dropLast()), virtualNodeCount: join.virtualNodeCount)
        let after = makeTable(members, virtualNodeCount: join.virtualNodeCount)

        let movement = Movement(from: before, to: after)

        #expect(movement.primaries * 100 * members.count <= join.primaryLimit * 16_384)
        #expect(movement.copies * 100 * members.count <= join.copyLimit * 3 * 16_384)
    }

    @Test(
        "A leave moves little more than the leaver's share, and one surviving copy in a hundred at most",
        arguments: joins)
    func leave(_ join: Join) {
        let members = makeMembers(join.memberCount + 1)
        let before = makeTable(members, virtualNodeCount: join.virtualNodeCount)
        let after = makeTable(Array(members.dropFirst()), virtualNodeCount: join.virtualNodeCount)

        let movement = Movement(from: before, to: after)

        #expect(movement.primaries * 100 * members.count <= join.primaryLimit * 16_384)
        #expect(movement.copies * 100 * members.count <= join.copyLimit * 3 * 16_384)
        #expect(movement.dropped * 100 < 3 * 16_384)
    }

    @Test("Without a load bound in the way, survivors of a departure keep every copy")
    func survivorsStayUnbounded() {
        let configuration = PlacementConfiguration(loadBound: 100)
        let members = makeMembers(10)
        let before = PlacementTable(members: members, configuration: configuration)
        let after = PlacementTable(members: Array(members.dropFirst()), configuration: configuration)

        #expect(Movement(from: before, to: after).dropped == 0)
    }
}
