package import GridDeterminism

/// Something that happened at an instant.
package protocol TimedElement: Sendable {
    var time: Instant { get }
}

/// A list that stays bounded: when it is full, only what happened near interesting moments stays.
///
/// How near is decided by how much there is, so a short run keeps everything, and a long one keeps what surrounds
/// faults, deaths and the end.
package struct ThinnedLog<Element: TimedElement>: Sendable {
    package let limit: Int
    package private(set) var elements: [Element] = []
    /// How many elements there were.
    package private(set) var totalCount = 0
    /// How far from an interesting moment an element may be and stay; `nil` while all stay.
    package private(set) var radius: Duration?

    /// The first distance that is tried when there is too much.
    private static var greatestRadius: Duration { .seconds(16) }
    private static var leastRadius: Duration { .milliseconds(1) }

    package init(limit: Int) {
        precondition(limit > 0, "a list of at most \(limit) elements")
        self.limit = limit
    }

    /// Adds an element; `moments` are the interesting ones so far, sorted.
    package mutating func append(_ element: Element, moments: [Instant]) {
        totalCount += 1
        elements.append(element)
        guard elements.count > limit else { return }
        // What happens now may turn out to be the prelude of something interesting.
        let present = max(element.time, moments.last ?? element.time)
        thin(around: moments + [present])
    }

    /// Sorts by time, once nothing more is added, and drops what is not near any of the moments after all.
    package mutating func finish(moments: [Instant]) {
        elements = elements.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
        guard let radius else { return }
        elements.removeAll { !Self.isNear($0.time, moments, radius) }
    }

    private mutating func thin(around moments: [Instant]) {
        var distance = radius ?? Self.greatestRadius
        elements.removeAll { !Self.isNear($0.time, moments, distance) }
        // Leaves room, so that the next elements do not cause the same work again.
        while elements.count > limit * 3 / 4, distance > Self.leastRadius {
            distance = max(Self.leastRadius, distance * 3 / 4)
            let bound = distance
            elements.removeAll { !Self.isNear($0.time, moments, bound) }
        }
        radius = distance
        if elements.count > limit * 3 / 4 { elements.removeFirst(elements.count - limit * 3 / 4) }
    }

    /// Whether one of the sorted moments is at most `radius` away from `time`.
    private static func isNear(_ time: Instant, _ moments: [Instant], _ radius: Duration) -> Bool {
        let reach = UInt64(radius.wholeNanoseconds)
        let earliest = time.nanoseconds - min(time.nanoseconds, reach)
        var (low, high) = (0, moments.count)
        while low < high {
            let middle = (low + high) / 2
            if moments[middle].nanoseconds < earliest { low = middle + 1 } else { high = middle }
        }
        return low < moments.count && moments[low].nanoseconds <= time.nanoseconds + reach
    }
}
