/// A set of slots: one bit for each of the 16,384.
///
/// Adding and asking are inlinable, because placing the slots asks for each of them; `gridbench simulator` shows it.
@usableFromInline
package struct SlotSet: Hashable, Sendable {
    private static let wordCount = KeySlot.count / 64
    /// 64 slots each, the lowest slot in the lowest bit.
    @usableFromInline
    package internal(set) var words: [UInt64]

    /// How many slots the set holds.
    @usableFromInline
    package internal(set) var count = 0

    package init() {
        words = [UInt64](repeating: 0, count: Self.wordCount)
    }

    package var isEmpty: Bool { count == 0 }

    @inlinable
    package func contains(_ slot: KeySlot) -> Bool {
        words[Int(slot.index) / 64] & Self.bit(of: slot) != 0
    }

    /// Adds a slot; returns whether it was new.
    @inlinable
    @discardableResult
    package mutating func insert(_ slot: KeySlot) -> Bool {
        guard !contains(slot) else { return false }
        words[Int(slot.index) / 64] |= Self.bit(of: slot)
        count += 1
        return true
    }

    /// Removes a slot; returns whether it was there.
    @inlinable
    @discardableResult
    package mutating func remove(_ slot: KeySlot) -> Bool {
        guard contains(slot) else { return false }
        words[Int(slot.index) / 64] &= ~Self.bit(of: slot)
        count -= 1
        return true
    }

    package mutating func formUnion(_ other: SlotSet) {
        for index in words.indices { words[index] |= other.words[index] }
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The slots of this set that are not in `other`.
    package func subtracting(_ other: SlotSet) -> SlotSet {
        var difference = self
        for index in words.indices { difference.words[index] &= ~other.words[index] }
        difference.count = difference.words.reduce(0) { $0 + $1.nonzeroBitCount }
        return difference
    }

    package func union(_ other: SlotSet) -> SlotSet {
        var union = self
        union.formUnion(other)
        return union
    }

    /// The lowest slot of the set.
    package var first: KeySlot? {
        guard count > 0, let index = words.firstIndex(where: { $0 != 0 }) else { return nil }
        return KeySlot(index: UInt16(index * 64 + words[index].trailingZeroBitCount))
    }

    /// The slots in ascending order.
    package var sorted: [KeySlot] {
        var slots: [KeySlot] = []
        slots.reserveCapacity(count)
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                slots.append(KeySlot(index: UInt16(index * 64 + word.trailingZeroBitCount)))
                word &= word - 1
            }
        }
        return slots
    }

    @inlinable
    static func bit(of slot: KeySlot) -> UInt64 { 1 << UInt64(slot.index % 64) }
}
