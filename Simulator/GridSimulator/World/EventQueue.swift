package import GridDeterminism

/// The future of a simulated world: events ordered by time, then by the order in which they were scheduled.
///
/// The second key makes the order total, so two runs of one seed never differ.
package struct EventQueue<Event> {
    private struct Item {
        let time: Instant
        let number: UInt64
        let event: Event
    }

    private var heap: [Item] = []
    private var nextNumber: UInt64 = 0

    package init() {}

    package var count: Int { heap.count }

    /// When the next event happens, or `nil` when nothing will.
    package var nextTime: Instant? { heap.first?.time }

    /// Adds an event.
    ///
    /// - Complexity: O(log n).
    package mutating func schedule(_ event: Event, at time: Instant) {
        heap.append(Item(time: time, number: nextNumber, event: event))
        nextNumber += 1
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Removes and returns the next event, unless it is later than `end`.
    ///
    /// - Complexity: O(log n).
    package mutating func next(notAfter end: Instant) -> (time: Instant, event: Event)? {
        guard let first = heap.first, first.time <= end else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in 2 * parent + 1...2 * parent + 2
            where child < heap.count && isBefore(child, smallest) {
                smallest = child
            }
            guard smallest != parent else { return (first.time, first.event) }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
    }
}
