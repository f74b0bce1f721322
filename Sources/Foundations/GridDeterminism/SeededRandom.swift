/// A small random number generator whose whole future is its seed.
///
/// The algorithm is xoshiro256**, seeded through SplitMix64, so two runs of one seed agree on every platform.
/// Give each component its own ``split()``: a new draw in one component then does not shift the others.
///
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021).
@usableFromInline
package struct SeededRandom: RandomNumberGenerator, Sendable {
    @usableFromInline
    var state: (UInt64, UInt64, UInt64, UInt64)

    package init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    @inlinable
    package mutating func next() -> UInt64 {
        let result = Self.rotate(state.1 &* 5, by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotate(state.3, by: 45)
        return result
    }

    /// A generator with a future of its own.
    package mutating func split() -> SeededRandom { SeededRandom(seed: next()) }

    /// A uniform integer in `0..<bound`, by multiplication with rejection.
    ///
    /// - Precondition: `bound` is positive.
    @inlinable
    package mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "a random number below \(bound) does not exist")
        return Int(next(upperBound: UInt64(bound)))
    }

    /// Whether an event of the given probability, in parts per million, happens.
    package mutating func happens(partsPerMillion: Int) -> Bool {
        next(below: 1_000_000) < partsPerMillion
    }

    /// A uniform duration in `range`, with nanosecond resolution.
    package mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let span = range.upperBound.wholeNanoseconds - range.lowerBound.wholeNanoseconds
        guard span > 0 else { return range.lowerBound }
        let offset = next(upperBound: span == .max ? .max : span + 1)
        return range.lowerBound + .nanoseconds(Int64(clamping: offset))
    }

    /// Puts the elements into a uniformly random order.
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, next(below: last + 1))
        }
    }

    @inlinable
    static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
        value << count | value >> (64 - count)
    }
}

/// The stream that spreads one seed over several words.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return StableHash.mix(state)
    }
}
