/// What a run came to, in numbers.
package struct Outcomes: Hashable, Sendable {
    /// In the order of the measures; `nil` where there was nothing to measure.
    private var values: [Int?]

    package init() {
        values = Measure.allCases.map { _ in nil }
    }

    package subscript(measure: Measure) -> Int? {
        get { values[measure.position] }
        set { values[measure.position] = newValue }
    }

    /// What is not as expected, a sentence for each.
    package func failures(of expectations: Expectations) -> [String] {
        Measure.allCases.compactMap { measure in
            guard let bound = expectations[measure] else { return nil }
            let expected = "\(measure.rawValue) was expected to be \(bound.spelling(measure.exactText))"
            guard let value = self[measure] else { return "\(expected), but there was nothing to measure" }
            return bound.contains(value) ? nil : "\(expected), but is \(measure.text(of: value))"
        }
    }

    /// All numbers, each with its name, and with an exclamation mark if it is not as expected; equally wide.
    package func cells(expecting expectations: Expectations) -> [String] {
        Measure.allCases.map { measure in
            let isMissed = expectations[measure].map { bound in
                self[measure].map { !bound.contains($0) } ?? true
            }
            let value = self[measure].map(measure.text) ?? "-"
            return "\(measure.rawValue) \(value)\(isMissed == true ? " !" : "")".padded(to: 30)
        }
    }

    /// All numbers in a table for people, with what was expected of them.
    package func lines(expecting expectations: Expectations) -> [String] {
        Measure.allCases.map { measure in
            let value = self[measure].map(measure.text) ?? "-"
            let line = "  " + measure.rawValue.padded(to: 20) + value
            guard let bound = expectations[measure] else { return line }
            return line.padded(to: 36) + "expected: \(bound.spelling(measure.exactText))"
        }
    }
}

/// How many of several things are of a kind.
package struct Share: Hashable, Sendable {
    package private(set) var count = 0
    package private(set) var total = 0

    package init() {}

    package mutating func add(_ belongs: Bool) {
        total += 1
        if belongs { count += 1 }
    }

    /// `nil` of nothing.
    package var partsPerMillion: Int? { total == 0 ? nil : count * 1_000_000 / total }
}

extension String {
    /// The text with blanks behind it, and one at least.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
