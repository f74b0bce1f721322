package import GridDeterminism

/// A reading of a hybrid logical clock: 48 bits of wall-clock milliseconds, then a 16-bit counter.
///
/// Packed in this order the plain integer order is the clock's order.
///
/// Source: Kulkarni, Demirbas, Madappa, Avva, Leone, "Logical Physical Clocks" (OPODIS 2014); the layout is
/// the one of section 6.2.
package struct HybridTimestamp: Hashable, Comparable, Sendable {
    /// Milliseconds in the upper 48 bits, counter in the lower 16.
    package let packed: UInt64

    /// Before every stamp that a clock gives.
    package static let zero = HybridTimestamp(packed: 0)

    package init(packed: UInt64) {
        self.packed = packed
    }

    package init(wall: WallTime, counter: UInt16) {
        packed = wall.milliseconds << 16 | UInt64(counter)
    }

    /// The wall-clock part.
    package var wall: WallTime { WallTime(milliseconds: packed >> 16) }

    /// The logical part, which orders stamps of one millisecond.
    package var counter: UInt16 { UInt16(truncatingIfNeeded: packed) }

    package static func < (left: HybridTimestamp, right: HybridTimestamp) -> Bool {
        left.packed < right.packed
    }
}

extension HybridTimestamp: CustomStringConvertible {
    package var description: String { "\(wall.milliseconds).\(counter)" }
}
