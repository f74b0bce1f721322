import GridDeterminism
import GridDocument

/// What a run is expected to come to, besides what must always hold.
package struct Expectations: Hashable, Sendable {
    /// The bounds in the order of the measures.
    private var bounds: [Bound?]

    /// Expects nothing.
    package init() {
        bounds = Measure.allCases.map { _ in nil }
    }

    package subscript(measure: Measure) -> Bound? {
        get { bounds[measure.position] }
        set { bounds[measure.position] = newValue }
    }

    /// The expectations as sentences, such as `lag_p99 is at most 500ms`.
    package var sentences: [String] {
        Measure.allCases.compactMap { measure in
            self[measure].map { "\(measure.rawValue) is \($0.spelling(measure.exactText))" }
        }
    }
}

extension Measure {
    /// A number as a scenario has it, to the last digit.
    func exactText(_ value: Int) -> String {
        switch unit {
        case .share: ScalarSpelling.fraction(partsPerMillion: value * 100) + "%"
        case .duration: ScalarSpelling.duration(.nanoseconds(value))
        case .count: "\(value)"
        }
    }

    /// How a bound of the measure is written.
    fileprivate var boundKind: ScalarKind<Bound> {
        switch unit {
        case .share: .bound(.fraction(), example: "such as 'at least 95%'")
        case .count: .bound(.integer(in: 0...1_000_000_000), example: "such as 'at most 2'")
        case .duration:
            .bound(
                ScalarKind(expected: "a duration") { text in
                    switch ScalarKind<Duration>.duration(in: .zero ... .seconds(86_400)).parse(text) {
                    case .success(let duration): .value(Int(duration.wholeNanoseconds))
                    case .failure(let problem): .mismatch(advice: problem.advice)
                    }
                }, example: "such as 'at most 500ms'")
        }
    }
}

extension Expectations {
    static let fields: [Field<Expectations>] = Measure.allCases.map { measure in
        Field(
            measure.rawValue, \.[measure],
            .optional(FieldKind(measure.boundKind) { .text($0.spelling(measure.exactText)) }),
            measure.documentation)
    }
}
