/// Writes values as a user would write them, so that the reader gives back the same value.
package enum ScalarSpelling {
    /// The shortest whole terms, as in `1h30m`; `0` for none.
    package static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard seconds >= 0, attoseconds >= 0, !overflows else { return "\(duration)" }
        var rest = whole.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
        var text = ""
        for unit in QuantityUnit.durations where rest >= unit.size {
            text += "\(rest / unit.size)\(unit.name)"
            rest %= unit.size
        }
        return text.isEmpty ? "0" : text
    }

    /// The largest unit that divides the count, binary units first.
    package static func byteCount(_ count: Int) -> String {
        let units = QuantityUnit.sizes.reversed()
        guard count > 0, let unit = units.first(where: { Int64(count) % $0.size == 0 }) else {
            return "\(count)B"
        }
        return "\(Int64(count) / unit.size)\(unit.name)"
    }

    /// The decimal fraction without trailing zeros.
    package static func fraction(partsPerMillion: Int) -> String {
        let digits = String(1_000_000 + partsPerMillion % 1_000_000).dropFirst()
        guard let last = digits.lastIndex(where: { $0 != "0" }) else {
            return "\(partsPerMillion / 1_000_000)"
        }
        return "\(partsPerMillion / 1_000_000).\(digits[...last])"
    }
}
