package import GridDeterminism
import GridIdentity

/// The order in which the live members are probed: round-robin over a shuffled list.
///
/// Every member is probed once per pass and the list is shuffled between passes, so with n members a failed one
/// is probed after at most 2n − 1 periods. New members go to a random place. Names are
/// compared by their bytes.
///
/// Source: Das, Gupta, Motivala, "SWIM" (DSN 2002), section 4.3.
package struct ProbeRotation: Sendable {
    private var order: [String] = []
    /// The place in ``order`` of the next target.
    private var position = 0

    package init() {}

    /// How many members take part.
    package var count: Int { order.count }

    /// Whether `name` takes part.
    ///
    /// - Complexity: O(n).
    package func contains(_ name: String) -> Bool {
        order.contains { $0.hasSameBytes(as: name) }
    }

    /// Lets `name` take part.
    ///
    /// - Precondition: it does not take part already.
    package mutating func insert(_ name: String, using random: inout SeededRandom) {
        assert(!contains(name), "\(name) is in the rotation already")
        let place = random.next(below: order.count + 1)
        order.insert(name, at: place)
        if place < position { position += 1 }
    }

    /// Lets `name` take part no longer.
    package mutating func remove(_ name: String) {
        guard let place = order.firstIndex(where: { $0.hasSameBytes(as: name) }) else { return }
        order.remove(at: place)
        if place < position { position -= 1 }
    }

    /// The next member to probe; `nil` when there is none.
    package mutating func next(using random: inout SeededRandom) -> String? {
        guard !order.isEmpty else { return nil }
        if position >= order.count {
            random.shuffle(&order)
            position = 0
        }
        defer { position += 1 }
        return order[position]
    }

    /// Up to `count` different members other than `excluded`, uniformly chosen and in random order.
    ///
    /// - Complexity: O(`count`²), whatever the number of members.
    package func sample(
        _ count: Int, excluding excluded: String? = nil, using random: inout SeededRandom
    ) -> [String] {
        // One more than asked for, because the excluded one may be among them. Floyd's algorithm.
        let drawn = min(order.count, excluded == nil ? count : count + 1)
        var places: [Int] = []
        for bound in order.count - drawn..<order.count {
            let place = random.next(below: bound + 1)
            places.append(places.contains(place) ? bound : place)
        }
        random.shuffle(&places)
        let names = places.lazy.map { order[$0] }
        return Array(names.filter { excluded?.hasSameBytes(as: $0) != true }.prefix(count))
    }
}
