package import GridIdentity

/// Reads single texts, such as the values of flags and environment variables.
package enum ScalarParser {
    package static func boolean(_ text: String) -> Result<Bool, ScalarProblem> {
        ScalarKind.boolean.parse(text)
    }

    package static func integer<Number: FixedWidthInteger>(
        _ text: String, in range: ClosedRange<Number>
    ) -> Result<Number, ScalarProblem> {
        ScalarKind.integer(in: range).parse(text)
    }

    package static func duration(
        _ text: String, in range: ClosedRange<Duration>? = nil
    ) -> Result<Duration, ScalarProblem> {
        ScalarKind.duration(in: range).parse(text)
    }

    package static func byteCount(
        _ text: String, in range: ClosedRange<Int>? = nil
    ) -> Result<Int, ScalarProblem> {
        ScalarKind.byteCount(in: range).parse(text)
    }

    /// In parts per million.
    package static func fraction(
        _ text: String, inPartsPerMillion range: ClosedRange<Int> = 0...1_000_000
    ) -> Result<Int, ScalarProblem> {
        ScalarKind.fraction(inPartsPerMillion: range).parse(text)
    }

    package static func address(
        _ text: String, allowsAnyPort: Bool = false
    ) -> Result<NodeAddress, ScalarProblem> {
        ScalarKind.address(allowsAnyPort: allowsAnyPort).parse(text)
    }

    /// Reads a comma-separated text; an empty one has no items.
    package static func list<Value>(
        _ text: String, of kind: ScalarKind<Value>
    ) -> Result<[Value], ScalarProblem> {
        var values: [Value] = []
        for item in items(of: text) {
            guard !item.isEmpty else {
                return .failure(ScalarProblem(expected: kind.expected, found: "nothing between two commas"))
            }
            switch kind.parse(item) {
            case .success(let value): values.append(value)
            case .failure(let problem): return .failure(problem)
            }
        }
        return .success(values)
    }

    /// The parts between the commas, without the blanks around them.
    static func items(of text: String) -> [String] {
        guard text.contains(where: { $0 != " " }) else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { item in
            let start = item.firstIndex { $0 != " " } ?? item.endIndex
            let end = item.lastIndex { $0 != " " }.map(item.index(after:)) ?? item.endIndex
            return String(item[start..<max(start, end)])
        }
    }
}
