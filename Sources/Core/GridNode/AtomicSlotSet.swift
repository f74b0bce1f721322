import GridIdentity
import Synchronization

/// A set of slots that many threads ask and one thread changes, without a lock.
///
/// Each slot is atomic by itself; a change of several slots is seen one by one.
final class AtomicSlotSet: Sendable {
    private let words: InlineArray<256, Atomic<UInt64>>

    init() {
        precondition(KeySlot.count == 256 * 64, "the number of slots and of words do not match")
        words = InlineArray { _ in Atomic(0) }
    }

    func contains(_ slot: KeySlot) -> Bool {
        let word = words[Int(slot.index) / 64].load(ordering: .acquiring)
        return word & (1 << UInt64(slot.index % 64)) != 0
    }

    func insert(_ slot: KeySlot) {
        _ = words[Int(slot.index) / 64].bitwiseOr(1 << UInt64(slot.index % 64), ordering: .releasing)
    }

    func remove(_ slot: KeySlot) {
        _ = words[Int(slot.index) / 64].bitwiseAnd(~(1 << UInt64(slot.index % 64)), ordering: .releasing)
    }

    /// Adds all slots of a set.
    func formUnion(_ slots: SlotSet) {
        for index in 0..<256 { words[index].bitwiseOr(slots.words[index], ordering: .releasing) }
    }

    /// Removes all slots that are not in `slots`.
    func formIntersection(_ slots: SlotSet) {
        for index in 0..<256 { words[index].bitwiseAnd(slots.words[index], ordering: .releasing) }
    }

    func removeAll() {
        for index in 0..<256 { words[index].store(0, ordering: .releasing) }
    }

    /// How many slots the set holds.
    var count: Int {
        var count = 0
        for index in 0..<256 { count += words[index].load(ordering: .relaxed).nonzeroBitCount }
        return count
    }
}
