package import GridDeterminism

/// The future of a simulated world: events ordered by time, then by the order in which they were scheduled.
///
/// The second key makes the order total, so two runs of one seed never differ.
package struct EventQueue<Event> {
    /// What the heap moves about: small and without references, because it is moved a lot.
    private struct Item {
        let position: EventPosition
        /// Where the event is in `events`.
        let place: Int
    }

    /// Every item has up to four children: a flat heap compares as often and moves half as much.
    private static var arity: Int { 4 }

    private var heap: [Item] = []
    private var events: [Event?] = []
    private var freePlaces: [Int] = []
    private var nextNumber: UInt64 = 0

    package init() {}

    package var count: Int { heap.count }

    /// Where the next event is in the order of all, or `nil` when there is none.
    package var nextPosition: EventPosition? { heap.first?.position }

    /// The position of something that is scheduled now for `time`.
    package mutating func takePosition(at time: Instant) -> EventPosition {
        defer { nextNumber += 1 }
        return EventPosition(time: time, number: nextNumber)
    }

    /// Adds an event.
    ///
    /// - Complexity: O(log n).
    package mutating func schedule(_ event: Event, at time: Instant) {
        let item = Item(position: takePosition(at: time), place: store(event))
        heap.append(item)
        var hole = heap.count - 1
        while hole > 0 {
            let parent = (hole - 1) / Self.arity
            guard item.position < heap[parent].position else { break }
            heap[hole] = heap[parent]
            hole = parent
        }
        heap[hole] = item
    }

    /// Removes and returns the next event, unless it is later than `end`.
    ///
    /// - Complexity: O(log n).
    package mutating func next(notAfter end: Instant) -> (time: Instant, event: Event)? {
        guard let first = heap.first, first.position.time <= end, let last = heap.popLast() else {
            return nil
        }
        if !heap.isEmpty { sink(last) }
        freePlaces.append(first.place)
        guard let event = events[first.place].take() else { preconditionFailure("an event is missing") }
        return (first.position.time, event)
    }

    private mutating func store(_ event: Event) -> Int {
        guard let place = freePlaces.popLast() else {
            events.append(event)
            return events.count - 1
        }
        events[place] = event
        return place
    }

    /// Puts an item at the root and then where it belongs.
    private mutating func sink(_ item: Item) {
        var hole = 0
        while true {
            let firstChild = Self.arity * hole + 1
            guard firstChild < heap.count else { break }
            var smallest = firstChild
            for child in firstChild + 1..<max(firstChild + 1, min(firstChild + Self.arity, heap.count))
            where heap[child].position < heap[smallest].position {
                smallest = child
            }
            guard heap[smallest].position < item.position else { break }
            heap[hole] = heap[smallest]
            hole = smallest
        }
        heap[hole] = item
    }
}

/// When something happens, and whether before or after something else at the same instant.
package struct EventPosition: Comparable {
    package let time: Instant
    /// Grows with everything that is scheduled.
    package let number: UInt64

    package static func < (left: EventPosition, right: EventPosition) -> Bool {
        left.time == right.time ? left.number < right.number : left.time < right.time
    }
}
