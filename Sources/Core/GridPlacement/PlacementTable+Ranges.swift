package import GridIdentity

extension PlacementTable {
    /// How many slots the member owns, in whatever place of their preference lists.
    ///
    /// - Complexity: O(slots).
    package func slotCount(of memberIndex: UInt16) -> Int {
        count { owns(memberIndex, $0) }
    }

    /// Of how many slots the member is the primary.
    ///
    /// - Complexity: O(slots).
    package func primarySlotCount(of memberIndex: UInt16) -> Int {
        count { primary(of: $0) == memberIndex }
    }

    /// The slots that the member owns in any place, as ascending ranges that do not touch.
    ///
    /// - Complexity: O(slots).
    package func ownedRanges(of memberIndex: UInt16) -> [ClosedRange<KeySlot>] {
        ranges { owns(memberIndex, $0) }
    }

    /// The slots whose primary the member is, as ascending ranges that do not touch.
    ///
    /// - Complexity: O(slots).
    package func primaryRanges(of memberIndex: UInt16) -> [ClosedRange<KeySlot>] {
        ranges { primary(of: $0) == memberIndex }
    }

    private func count(where isCounted: (KeySlot) -> Bool) -> Int {
        var count = 0
        for index in 0..<UInt16(KeySlot.count) where isCounted(KeySlot(index: index)) { count += 1 }
        return count
    }

    private func ranges(where isIncluded: (KeySlot) -> Bool) -> [ClosedRange<KeySlot>] {
        var ranges: [ClosedRange<KeySlot>] = []
        var first: KeySlot?
        for index in 0..<UInt16(KeySlot.count) {
            let slot = KeySlot(index: index)
            if isIncluded(slot) {
                first = first ?? slot
            } else if let start = first {
                ranges.append(start...KeySlot(index: index - 1))
                first = nil
            }
        }
        if let first { ranges.append(first...KeySlot(index: UInt16(KeySlot.count - 1))) }
        return ranges
    }
}
