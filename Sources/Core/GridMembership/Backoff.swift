package import GridDeterminism

/// Pauses that double from one attempt to the next, up to a maximum.
///
/// Each pause is lengthened by a random quarter at most, so that nodes which started together do not stay in step.
package struct Backoff: Hashable, Sendable {
    private let initial: Duration
    private let maximum: Duration
    private var pause: Duration

    package init(from initial: Duration, to maximum: Duration) {
        precondition(initial > .zero, "a pause is positive: \(initial)")
        self.initial = initial
        self.maximum = max(initial, maximum)
        pause = initial
    }

    /// The pause before the next attempt.
    package mutating func next(using random: inout SeededRandom) -> Duration {
        defer { pause = min(pause * 2, maximum) }
        return random.duration(in: pause...pause + pause / 4)
    }

    /// Starts again with the shortest pause.
    package mutating func reset() {
        pause = initial
    }
}
