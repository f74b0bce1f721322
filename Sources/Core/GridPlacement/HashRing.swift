private import GridDeterminism
package import GridIdentity

/// One of the points at which a member stands on the ring.
package struct VirtualNode: Hashable, Sendable {
    /// Where it stands: a slot in the upper 14 bits, and in the lower 50 the order within that slot.
    package let token: UInt64
    /// The index of its member among the ring's members.
    package let memberIndex: UInt16

    /// The slot in which it stands.
    package var slot: KeySlot { KeySlot(index: UInt16(token >> HashRing.slotShift)) }
}

extension VirtualNode: Comparable {
    package static func < (left: VirtualNode, right: VirtualNode) -> Bool {
        (left.token, left.memberIndex) < (right.token, right.memberIndex)
    }
}

/// The virtual nodes of all members in ring order.
///
/// The ring is the line of 64-bit tokens, closed to a circle. Its upper 14 bits are the slot number, so slot `s`
/// begins at token `s << 50`, and looks clockwise from there for its owners:
///
///      token   0          1 << 50       2 << 50       3 << 50            2^64 = 0
///              ├─────────────┼─────────────┼─────────────┼──── … ────┬──────┤
///              │ slot 0      │ slot 1      │ slot 2      │           │ 16383│
///      virtual │      A₀     │             │  C₇   B₁    │           │  A₃  │
///      nodes   └──────▲──────┴─────────────┴──▲────▲─────┴──── … ────┴──▲───┘
///                     │                       │    │                    │
///      slot 0 begins left of A₀: A, then C, then B
///                             slots 1 and 2 begin left of C₇: C, then B, then whoever comes next
///
/// Slots between two virtual nodes have the same successors, so owners hold ranges. A token depends on the
/// member's name and the virtual node's number, not on the epoch: a restarted member finds its old place, and
/// no other member's tokens move when one comes or goes.
///
/// Source: Karger et al., "Consistent Hashing and Random Trees" (STOC 1997).
package struct HashRing: Sendable {
    /// How many bits of a token order the virtual nodes within a slot.
    static let slotShift: UInt64 = 50

    /// All virtual nodes, in the order of their tokens.
    package let virtualNodes: [VirtualNode]

    /// Places every member `virtualNodeCount` times its weight on the ring.
    ///
    /// - Precondition: there are at most 65,535 members.
    /// - Complexity: O(v log v) in the number of virtual nodes.
    package init(members: [RingMember], virtualNodeCount: Int) {
        precondition(members.count <= Int(UInt16.max), "a ring cannot hold \(members.count) members")
        var virtualNodes: [VirtualNode] = []
        virtualNodes.reserveCapacity(members.reduce(0) { $0 + Int($1.weight) } * virtualNodeCount)
        for (memberIndex, member) in members.enumerated() {
            var nameHash = StableHash()
            nameHash.combine(member.id.name)
            for number in 0..<virtualNodeCount * Int(member.weight) {
                var hash = nameHash
                hash.combine(UInt64(number))
                virtualNodes.append(VirtualNode(token: hash.value, memberIndex: UInt16(memberIndex)))
            }
        }
        virtualNodes.sort()
        self.virtualNodes = virtualNodes
    }

    /// For every slot the position of the first virtual node at or after its beginning.
    ///
    /// - Precondition: the ring is not empty.
    func firstPositions() -> [Int] {
        precondition(!virtualNodes.isEmpty, "an empty ring has no positions")
        var positions: [Int] = []
        positions.reserveCapacity(KeySlot.count)
        var position = 0
        for slot in 0..<UInt64(KeySlot.count) {
            while position < virtualNodes.count, virtualNodes[position].token < slot << Self.slotShift {
                position += 1
            }
            positions.append(position == virtualNodes.count ? 0 : position)
        }
        return positions
    }
}
