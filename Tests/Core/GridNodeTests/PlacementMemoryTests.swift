import GridIdentity
import GridNode
import GridPlacement
import Testing

@Suite("Placement memory")
struct PlacementMemoryTests {
    @Test("The same members under the same configuration share one table")
    func sharing() {
        let memory = PlacementMemory()

        let first = memory.table(of: Self.members(3), PlacementConfiguration())
        let second = memory.table(of: Self.members(3), PlacementConfiguration())

        #expect(first === second)
        #expect(first == PlacementTable(members: Self.members(3), configuration: PlacementConfiguration()))
    }

    @Test("Another life of a member, or another configuration, has a table of its own")
    func differences() {
        let memory = PlacementMemory(capacity: 8)
        let table = memory.table(of: Self.members(3), PlacementConfiguration())

        let restarted = memory.table(of: Self.members(3, epoch: 2), PlacementConfiguration())
        let replicated = memory.table(
            of: Self.members(3), PlacementConfiguration(virtualNodeCount: 64, replicaCount: 1))

        #expect(restarted.fingerprint != table.fingerprint)
        #expect(replicated.fingerprint != table.fingerprint)
    }

    @Test("The oldest table is forgotten when there are too many")
    func capacity() {
        let memory = PlacementMemory(capacity: 2)
        let oldest = memory.table(of: Self.members(1), PlacementConfiguration())
        let middle = memory.table(of: Self.members(2), PlacementConfiguration())
        _ = memory.table(of: Self.members(3), PlacementConfiguration())

        #expect(memory.table(of: Self.members(2), PlacementConfiguration()) === middle)
        #expect(memory.table(of: Self.members(1), PlacementConfiguration()) !== oldest)
    }

    private static func members(_ count: Int, epoch: UInt64 = 1) -> [RingMember] {
        (0..<count).map { RingMember(id: NodeID(name: "m\($0)", epoch: epoch)) }
    }
}
