extension ScalarKind where Value == Duration {
    /// Numbers with units from large to small: `5m`, `1h30m`, `250ms`, `1.5s`; or `0`.
    ///
    /// A bare number is refused, because nobody remembers whether it means seconds or milliseconds.
    package static func duration(in range: ClosedRange<Duration>? = nil) -> Self {
        let expected = range.map {
            "a duration from \(ScalarSpelling.duration($0.lowerBound)) to \(ScalarSpelling.duration($0.upperBound))"
        }
        return ScalarKind(expected: expected ?? "a duration such as '5m', '1h30m' or '250ms'") { text in
            if text == "0" { return check(.zero) }
            guard let terms = QuantityTerm.terms(of: text) else { return .mismatch(advice: advice) }
            var nanoseconds: Int64 = 0
            var unitsLeft = QuantityUnit.durations[...]
            for term in terms {
                guard !term.unit.isEmpty else { return .mismatch(advice: "add a unit: \(names)") }
                guard QuantityUnit.durations.contains(where: { $0.name == term.unit }) else {
                    return .mismatch(advice: advice)
                }
                guard let place = unitsLeft.firstIndex(where: { $0.name == term.unit }) else {
                    return .mismatch(advice: "each unit stands once, the larger before the smaller")
                }
                guard let amount = term.number.multiplied(by: unitsLeft[place].size) else {
                    return .mismatch(advice: "the limits are whole nanoseconds and 292 years")
                }
                let (sum, overflows) = nanoseconds.addingReportingOverflow(amount)
                guard !overflows else {
                    return .mismatch(advice: "the limits are whole nanoseconds and 292 years")
                }
                nanoseconds = sum
                unitsLeft = unitsLeft[(place + 1)...]
            }
            return check(.nanoseconds(nanoseconds))
        }

        func check(_ duration: Duration) -> Reading {
            range?.contains(duration) ?? true ? .value(duration) : .mismatch()
        }
    }

    private static var names: String { alternatives(QuantityUnit.durations.map(\.name).reversed()) }
    private static var advice: String {
        "the units are \(alternatives(QuantityUnit.durations.map(\.name).reversed(), conjunction: "and"))"
    }
}

extension ScalarKind where Value == Int {
    /// A number of bytes: `64MiB`, `512KB`, `1.5GB`, or a bare number.
    ///
    /// `KB` is 1,000 bytes and `KiB` is 1,024, as the standard says.
    ///
    /// Source: IEC 80000-13, clause 4.
    package static func byteCount(in range: ClosedRange<Int>? = nil) -> Self {
        let expected = range.map {
            "a size from \(ScalarSpelling.byteCount($0.lowerBound)) to \(ScalarSpelling.byteCount($0.upperBound))"
        }
        return ScalarKind(expected: expected ?? "a size such as '64MiB', '512KB' or '1GB'") { text in
            guard let terms = QuantityTerm.terms(of: text), terms.count == 1, let term = terms.first,
                let unit = QuantityUnit.sizes.first(where: {
                    $0.name == (term.unit.isEmpty ? "B" : term.unit)
                })
            else {
                let names = QuantityUnit.sizes.map(\.name)
                return .mismatch(advice: "the units are \(alternatives(names, conjunction: "and"))")
            }
            guard let count = term.number.multiplied(by: unit.size) else {
                return .mismatch(advice: "it must be a whole number of bytes below 8EiB")
            }
            guard range?.contains(Int(count)) ?? true else { return .mismatch() }
            return .value(Int(count))
        }
    }

    /// A part of a whole, `0.25` or `25%`, in parts per million.
    ///
    /// An integer is exact on every platform, which replays of a simulation rely on.
    package static func fraction(inPartsPerMillion range: ClosedRange<Int> = 0...1_000_000) -> Self {
        let lower = ScalarSpelling.fraction(partsPerMillion: range.lowerBound)
        let upper = ScalarSpelling.fraction(partsPerMillion: range.upperBound)
        return ScalarKind(expected: "a fraction from \(lower) to \(upper), such as '0.25' or '25%'") { text in
            guard let terms = QuantityTerm.terms(of: text), terms.count == 1, let term = terms.first,
                term.unit.isEmpty || term.unit == "%"
            else { return .mismatch() }
            guard let parts = term.number.multiplied(by: term.unit.isEmpty ? 1_000_000 : 10_000) else {
                return .mismatch(advice: "the finest step is 0.000001")
            }
            guard range.contains(Int(parts)) else { return .mismatch() }
            return .value(Int(parts))
        }
    }
}
