import GridCollections
import GridDeterminism
import Testing

@Suite("Priority queue")
struct PriorityQueueTests {
    /// An element that is compared by its rank alone.
    struct Ranked: Comparable {
        var rank: Int
        var arrival: Int

        static func < (left: Ranked, right: Ranked) -> Bool { left.rank < right.rank }
        static func == (left: Ranked, right: Ranked) -> Bool { left.rank == right.rank }
    }

    @Test("The smallest leaves first, and equals leave in the order they came", arguments: [UInt64(1), 2, 3])
    func order(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = PriorityQueue<Ranked>()
        var model: [Ranked] = []

        for arrival in 0..<3_000 {
            if random.next(below: 3) > 0 {
                let element = Ranked(rank: random.next(below: 20), arrival: arrival)
                queue.insert(element)
                let place = model.firstIndex { element < $0 } ?? model.count
                model.insert(element, at: place)
            } else {
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(queue.first?.rank == expected?.rank, "seed \(seed)")
                #expect(queue.popFirst()?.arrival == expected?.arrival, "seed \(seed)")
            }
            #expect(queue.count == model.count)
        }
    }

    @Test("An empty queue has no first element")
    func empty() {
        var queue = PriorityQueue<Int>()

        #expect(queue.isEmpty)
        #expect(queue.first == nil)
        #expect(queue.popFirst() == nil)
    }
}
