/// A binary heap that gives its smallest element first; equal elements leave in the order they came.
///
/// The order is total, so two runs that insert the same elements in the same order also remove them in the same
/// order.
///
/// Inlinable, so that comparing is specialised for the element; `gridbench simulator` shows it.
@usableFromInline
package struct PriorityQueue<Element: Comparable & Sendable>: Sendable {
    @usableFromInline
    struct Item: Sendable {
        @usableFromInline
        var element: Element
        @usableFromInline
        var arrival: UInt64

        @inlinable
        init(element: Element, arrival: UInt64) {
            self.element = element
            self.arrival = arrival
        }

        @inlinable
        func precedes(_ other: Item) -> Bool {
            element == other.element ? arrival < other.arrival : element < other.element
        }
    }

    @usableFromInline
    var items: [Item] = []
    @usableFromInline
    var nextArrival: UInt64 = 0

    @inlinable
    package init() {}

    @inlinable
    package var count: Int { items.count }

    @inlinable
    package var isEmpty: Bool { items.isEmpty }

    /// The element that ``popFirst()`` would return.
    @inlinable
    package var first: Element? { items.first?.element }

    /// Adds an element.
    ///
    /// - Complexity: O(log n).
    @inlinable
    package mutating func insert(_ element: Element) {
        items.append(Item(element: element, arrival: nextArrival))
        nextArrival += 1
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].precedes(items[parent]) else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the smallest element, or `nil` when the queue is empty.
    ///
    /// - Complexity: O(log n).
    @inlinable
    package mutating func popFirst() -> Element? {
        guard let last = items.popLast() else { return nil }
        guard let first = items.first else { return last.element }
        items[0] = last
        sink()
        return first.element
    }

    /// Moves the root down to where it belongs.
    @inlinable
    mutating func sink() {
        var parent = 0
        while true {
            var smallest = parent
            for child in 2 * parent + 1...2 * parent + 2 where child < items.count {
                if items[child].precedes(items[smallest]) { smallest = child }
            }
            guard smallest != parent else { return }
            items.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
