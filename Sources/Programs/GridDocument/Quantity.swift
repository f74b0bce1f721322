/// A unit and how many of the smallest unit it is.
struct QuantityUnit {
    let name: String
    let size: Int64

    /// From large to small; the smallest is a nanosecond.
    static let durations = [
        QuantityUnit(name: "d", size: 86_400_000_000_000),
        QuantityUnit(name: "h", size: 3_600_000_000_000),
        QuantityUnit(name: "m", size: 60_000_000_000),
        QuantityUnit(name: "s", size: 1_000_000_000),
        QuantityUnit(name: "ms", size: 1_000_000),
        QuantityUnit(name: "us", size: 1_000),
        QuantityUnit(name: "ns", size: 1),
    ]

    /// From small to large, the decimal units before the binary ones.
    static let sizes = [
        QuantityUnit(name: "B", size: 1),
        QuantityUnit(name: "KB", size: 1_000),
        QuantityUnit(name: "MB", size: 1_000_000),
        QuantityUnit(name: "GB", size: 1_000_000_000),
        QuantityUnit(name: "TB", size: 1_000_000_000_000),
        QuantityUnit(name: "KiB", size: 1 << 10),
        QuantityUnit(name: "MiB", size: 1 << 20),
        QuantityUnit(name: "GiB", size: 1 << 30),
        QuantityUnit(name: "TiB", size: 1 << 40),
    ]
}

/// A number and the unit behind it, which may be missing.
struct QuantityTerm {
    let number: DecimalNumber
    let unit: Substring

    /// Splits `1h30m` into its terms; `nil` when the text is not numbers with units between them.
    static func terms(of text: String) -> [QuantityTerm]? {
        var terms: [QuantityTerm] = []
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0.isASCII && $0.isLetter || $0 == "%" }
            rest = rest[unit.endIndex...]
            guard let number = DecimalNumber(digits) else { return nil }
            terms.append(QuantityTerm(number: number, unit: unit))
        }
        return terms.isEmpty ? nil : terms
    }
}

/// A number that is not negative, exactly as it was written.
///
/// Binary floating point would turn `0.1s` into something beside a hundred milliseconds.
struct DecimalNumber {
    private let whole: UInt64
    private let fraction: UInt64
    /// The power of ten by which `fraction` is divided.
    private let scale: UInt64

    /// Reads `12` or `1.5`; `nil` without a digit on both sides of the point, or beyond 18 digits on one side.
    init?(_ text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ (1...18).contains($0.utf8.count) }),
            let first = parts.first,
            let whole = UInt64(first), let fraction = UInt64(parts.count == 2 ? parts[1] : "0")
        else { return nil }
        self.whole = whole
        self.fraction = fraction
        scale = (0..<(parts.count == 2 ? parts[1].utf8.count : 0)).reduce(1) { power, _ in power * 10 }
    }

    /// The product, when it is a whole number that fits.
    func multiplied(by unit: Int64) -> Int64? {
        precondition(unit > 0, "a unit of \(unit)")
        // The fraction is below the scale, so its product with the unit, over the scale, is below the unit.
        let part = scale.dividingFullWidth(fraction.multipliedFullWidth(by: UInt64(unit)))
        let (product, overflows) = whole.multipliedReportingOverflow(by: UInt64(unit))
        guard part.remainder == 0, !overflows, product <= UInt64(Int64.max) - part.quotient else {
            return nil
        }
        return Int64(product + part.quotient)
    }
}
