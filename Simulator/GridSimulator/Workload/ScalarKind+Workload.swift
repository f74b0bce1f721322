import GridDocument

extension ScalarKind {
    /// One value, or two with `to` between them: `5s to 60s`.
    static func span<Bound: Comparable>(_ bound: ScalarKind<Bound>) -> ScalarKind
    where Value == ClosedRange<Bound> {
        ScalarKind(expected: "\(bound.expected), or two of them with 'to' between them") { text in
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 1 || (words.count == 3 && words[1] == "to") else { return .mismatch() }
            switch (bound.parse(words[0]), bound.parse(words[words.count - 1])) {
            case (.success(let lower), .success(let upper)):
                return lower <= upper
                    ? .value(lower...upper) : .mismatch(advice: "the first is the smaller one")
            case (.failure(let problem), _), (_, .failure(let problem)):
                return .mismatch(advice: problem.advice)
            }
        }
    }
}

extension ClosedRange {
    /// The range as ``ScalarKind/span(_:)`` reads it.
    func spelling(_ bound: (Bound) -> String) -> String {
        lowerBound == upperBound ? bound(lowerBound) : "\(bound(lowerBound)) to \(bound(upperBound))"
    }
}

extension ScalarKind where Value == ValueSizes.Choice {
    /// `90% of 100B`.
    static var sizeChoice: ScalarKind {
        let sizes = ScalarKind<ClosedRange<Int>>.span(.byteCount(in: Workload.valueByteCounts))
        return ScalarKind(expected: "a share and a size such as '90% of 100B' or '10% of 4KiB to 64KiB'") {
            text in
            let words = text.split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count == 3, words[1] == "of", words[0].hasSuffix("%"),
                case .success(let share) = ScalarKind<Int>.integer(in: 1...100).parse(
                    String(words[0].dropLast()))
            else { return .mismatch() }
            switch sizes.parse(words[2]) {
            case .success(let byteCounts):
                return .value(ValueSizes.Choice(percentage: share, byteCounts: byteCounts))
            case .failure(let problem): return .mismatch(advice: problem.message)
            }
        }
    }
}

extension ScalarKind where Value == RateChange {
    /// `50 from 10s`.
    static var rateChange: ScalarKind {
        ScalarKind(expected: "a rate and a time such as '50 from 10s'") { text in
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "from" else { return .mismatch() }
            let rate = ScalarKind<Int>.integer(in: 1...1_000_000).parse(words[0])
            let time = ScalarKind<Duration>.duration(in: .zero ... .seconds(86_400)).parse(words[2])
            switch (rate, time) {
            case (.success(let rate), .success(let time)):
                return .value(RateChange(at: time, operationsPerSecond: rate))
            case (.failure(let problem), _), (_, .failure(let problem)):
                return .mismatch(advice: problem.message)
            }
        }
    }
}

extension ScalarKind where Value == RequestSelection.Span {
    /// `0:3-5`, or `2:9`.
    static var requestSpan: ScalarKind {
        ScalarKind(expected: "requests of a client such as '0:3-5' or '2:9'") { text in
            let halves = text.split(separator: ":", omittingEmptySubsequences: false)
            guard halves.count == 2 else { return .mismatch() }
            let bounds = halves[1].split(separator: "-", omittingEmptySubsequences: false)
            let numbers: [Int] = ([halves[0]] + bounds).compactMap { word in
                switch ScalarKind<Int>.integer(in: 0 ... .max).parse(String(word)) {
                case .success(let number): number
                case .failure: nil
                }
            }
            guard (1...2).contains(bounds.count), numbers.count == bounds.count + 1,
                numbers[1] <= numbers[numbers.count - 1]
            else { return .mismatch() }
            return .value(
                RequestSelection.Span(client: numbers[0], numbers: numbers[1]...numbers[numbers.count - 1]))
        }
    }
}
