package import GridDeterminism

/// Measures how long writes take to reach every owner that lives, after they were acknowledged.
///
/// It follows some of the writes, and looks at each of them ever more rarely: what is found is exact to a millisecond, or to
/// a sixteenth.
package struct LagMeter: Sendable {
    /// A write that is followed.
    package struct Sample: Sendable {
        package let write: SurvivalChecker.AcknowledgedWrite
        package let acknowledgedAt: Instant
        /// Who was seen to hold it.
        fileprivate var holders: [Int] = []
    }

    /// How much time there is at least from one write that is followed to the next.
    private static let interval: Duration = .milliseconds(50)
    /// In nanoseconds.
    private var lags: [Int] = []
    private var followed: [Sample?] = []
    private var nextSampleAt = Instant.zero

    package init() {}

    /// Follows a write that was just acknowledged, unless another one was a moment ago; returns its number.
    package mutating func follow(_ write: SurvivalChecker.AcknowledgedWrite, at now: Instant) -> Int? {
        guard now >= nextSampleAt else { return nil }
        nextSampleAt = now + Self.interval
        followed.append(Sample(write: write, acknowledgedAt: now))
        return followed.count - 1
    }

    package func sample(_ number: Int) -> Sample? { followed[number] }

    /// Learns who holds a write that is followed; returns when to look again, or `nil` when there is no need.
    ///
    /// `owners`: the owners that live. `holders`: those of them that hold the write, or something newer.
    package mutating func look(
        at number: Int, owners: [Int], holders: [Int], now: Instant
    ) -> Instant? {
        guard var sample = followed[number] else { return nil }
        sample.holders += holders.filter { !sample.holders.contains($0) }
        let age = now.elapsed(since: sample.acknowledgedAt)
        // Whoever held it may have dropped it since, for want of memory.
        if !owners.isEmpty, owners.allSatisfy(sample.holders.contains) {
            lags.append(Int(age.wholeNanoseconds))
            followed[number] = nil
            return nil
        }
        followed[number] = sample
        return now + max(.milliseconds(1), age / 16)
    }

    /// Does not follow a write any longer: it has expired.
    package mutating func forget(_ number: Int) {
        followed[number] = nil
    }

    /// Counts what was still on its way by its age; what nobody held was lost, and not late.
    package mutating func finish(at now: Instant) {
        for sample in followed.compactMap({ $0 }) where !sample.holders.isEmpty {
            lags.append(Int(now.elapsed(since: sample.acknowledgedAt).wholeNanoseconds))
        }
        followed = []
    }

    /// The lag in nanoseconds that so many of a hundred writes do not exceed; `nil` when none was followed.
    package func percentile(_ percentage: Int) -> Int? {
        let sorted = lags.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[(sorted.count * percentage + 99) / 100 - 1]
    }
}
