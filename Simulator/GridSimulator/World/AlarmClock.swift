import GridDeterminism

/// When state machines are to be woken: one alarm for each, which is moved or taken back at will.
///
/// Machines change their minds all the time. An alarm is changed in place, as a driver arms a timer anew, so nobody is
/// ever woken by an outdated one.
package struct AlarmClock {
    private struct Alarm {
        let position: EventPosition
        let owner: Int
    }

    /// A binary heap.
    private var heap: [Alarm] = []
    /// Where the alarm of each owner is in the heap; `nil` without one.
    private var places: [Int?]

    /// Makes a clock for owners from 0 on.
    package init(ownerCount: Int) {
        places = Array(repeating: nil, count: ownerCount)
    }

    /// Where the next alarm is in the order of all events.
    package var nextPosition: EventPosition? { heap.first?.position }

    /// Sets the alarm of `owner`, which replaces the one that is set.
    ///
    /// - Complexity: O(log n).
    package mutating func set(_ owner: Int, at position: EventPosition) {
        let alarm = Alarm(position: position, owner: owner)
        if let place = places[owner] {
            move(alarm, to: place)
        } else {
            heap.append(alarm)
            move(alarm, to: heap.count - 1)
        }
    }

    /// Takes the alarm of `owner` back, if there is one.
    ///
    /// - Complexity: O(log n).
    package mutating func cancel(_ owner: Int) {
        guard let place = places[owner], let last = heap.popLast() else { return }
        places[owner] = nil
        if place < heap.count { move(last, to: place) }
    }

    /// Removes the next alarm and returns whose it is.
    package mutating func popFirst() -> Int? {
        guard let first = heap.first else { return nil }
        cancel(first.owner)
        return first.owner
    }

    /// Puts an alarm where `place` is, and then up or down to where it belongs.
    private mutating func move(_ alarm: Alarm, to place: Int) {
        var hole = place
        while hole > 0, alarm.position < heap[(hole - 1) / 2].position {
            put(heap[(hole - 1) / 2], at: hole)
            hole = (hole - 1) / 2
        }
        while 2 * hole + 1 < heap.count {
            var child = 2 * hole + 1
            if child + 1 < heap.count, heap[child + 1].position < heap[child].position { child += 1 }
            guard heap[child].position < alarm.position else { break }
            put(heap[child], at: hole)
            hole = child
        }
        put(alarm, at: hole)
    }

    private mutating func put(_ alarm: Alarm, at place: Int) {
        heap[place] = alarm
        places[alarm.owner] = place
    }
}
