import GridDeterminism

/// Randomness by key instead of by order: every decision has an address, and its outcome depends on nothing else.
///
/// The address is the seed, what the decision is about, the stream of decisions it belongs to and its number in
/// that stream. So a scenario without one of its faults makes every other decision as before, which is what makes
/// a failing run easy to shrink.
package struct KeyedRandom: Sendable {
    /// What a decision is about.
    package enum Concern: UInt64, CaseIterable, Sendable {
        case delay = 1
        case loss
        case chunking
        case corruption
        case connecting
        case stall
        case crash
        case clock
        case lateness
        case protocolSeed
        case arrival
        case request
        case content
        case schedule
        case scenario
        case detour
        case core
        case size
        case lifetime
        case burst
    }

    package let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// The decisions of one stream, from the first on.
    package func stream(_ concern: Concern, _ identifiers: UInt64...) -> RandomStream {
        var key = StableHash.mix(seed &+ concern.rawValue &* 0x9E37_79B9_7F4A_7C15)
        for identifier in identifiers { key = StableHash.mix(key ^ StableHash.mix(identifier &+ 1)) }
        return RandomStream(key: key)
    }
}

/// One stream of random decisions: the n-th draw is a function of the key and n.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011), for the idea.
package struct RandomStream: Sendable {
    private let key: UInt64
    private var counter: UInt64 = 0

    init(key: UInt64) {
        self.key = key
    }

    package mutating func next() -> UInt64 {
        counter &+= 1
        return StableHash.mix(key ^ StableHash.mix(counter &* 0x9E37_79B9_7F4A_7C15))
    }

    /// A uniform integer in `0..<bound`; the bias is below one in 2⁶⁴ / bound.
    ///
    /// - Precondition: `bound` is positive.
    package mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "a random number below \(bound) does not exist")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    package mutating func happens(partsPerMillion: Int) -> Bool {
        // Zero draws too: a later decision must not depend on whether this one was possible.
        next(below: 1_000_000) < partsPerMillion
    }

    /// A uniform duration in `range`.
    package mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let span = range.upperBound.wholeNanoseconds - range.lowerBound.wholeNanoseconds
        return range.lowerBound + .nanoseconds(next(below: Int(clamping: span) &+ 1))
    }

    /// A duration from the exponential distribution.
    package mutating func exponential(mean: Duration) -> Duration {
        let units = Self.negativeLogarithm(of: next())
        // At most 45 times the mean: 64 binary digits of uniform randomness have no rarer outcome.
        let (high, low) = mean.wholeNanoseconds.multipliedFullWidth(by: units)
        return .nanoseconds(Int64(clamping: (high << 32) | (low >> 32)))
    }

    /// −ln(u) for u = (word + 1) / 2⁶⁴, in units of 2⁻³², in integers, so that every platform agrees bit for bit.
    static func negativeLogarithm(of word: UInt64) -> UInt64 {
        guard word < .max else { return 0 }
        let binary = (64 << 24) - BinaryLogarithm.of(word + 1, digitCount: 24)
        // ln 2 is 2,977,044,472 / 2³².
        return (binary * 2_977_044_472) >> 24
    }
}
