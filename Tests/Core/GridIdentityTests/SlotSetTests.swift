import GridIdentity
import Testing

@Suite("Slot sets")
struct SlotSetTests {
    static func set(_ indexes: [UInt16]) -> SlotSet {
        var set = SlotSet()
        for index in indexes { set.insert(KeySlot(index: index)) }
        return set
    }

    @Test("Slots are held once and listed in ascending order")
    func insertion() {
        var set = SlotSet()

        for index: UInt16 in [16_383, 0, 64, 63, 64] { set.insert(KeySlot(index: index)) }

        #expect(set.count == 4)
        #expect(set.sorted.map(\.index) == [0, 63, 64, 16_383])
        #expect(set.first == KeySlot(index: 0))
        #expect(set.contains(KeySlot(index: 63)))
        #expect(!set.contains(KeySlot(index: 1)))
    }

    @Test("Inserting and removing tell whether they changed anything")
    func news() {
        var set = SlotSet()
        let slot = KeySlot(index: 100)

        let news = [set.insert(slot), set.insert(slot), set.remove(slot), set.remove(slot)]

        #expect(news == [true, false, true, false])
        #expect(set.isEmpty)
        #expect(set.first == nil)
        #expect(set == SlotSet())
    }

    @Test("A union counts common slots once")
    func union() {
        var set = Self.set([1, 2, 200])

        set.formUnion(Self.set([2, 3, 16_383]))

        #expect(set == Self.set([1, 2, 3, 200, 16_383]))
        #expect(set.count == 5)
    }

    @Test("A difference holds the slots of the first set that are not in the second")
    func difference() {
        let difference = Self.set([1, 2, 200, 16_383]).subtracting(Self.set([2, 3, 16_383]))

        #expect(difference == Self.set([1, 200]))
        #expect(difference.count == 2)
    }
}
