package import GridIdentity

extension DocumentMapReader {
    /// The value of `key`, read as `kind`; `nil` when it is absent, `null` or wrong.
    package func value<Value>(_ key: String, as kind: ScalarKind<Value>) -> Value? {
        guard let node = node(key) else { return nil }
        switch kind.parse(node) {
        case .success(let value):
            return value
        case .failure(let problem):
            report(key, problem.message)
            return nil
        }
    }

    package func text(_ key: String) -> String? { value(key, as: .text) }

    package func boolean(_ key: String) -> Bool? { value(key, as: .boolean) }

    package func integer<Number: FixedWidthInteger>(_ key: String, in range: ClosedRange<Number>) -> Number? {
        value(key, as: .integer(in: range))
    }

    package func duration(_ key: String, in range: ClosedRange<Duration>? = nil) -> Duration? {
        value(key, as: .duration(in: range))
    }

    package func byteCount(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
        value(key, as: .byteCount(in: range))
    }

    /// In parts per million.
    package func fraction(
        _ key: String, inPartsPerMillion range: ClosedRange<Int> = 0...1_000_000
    ) -> Int? {
        value(key, as: .fraction(inPartsPerMillion: range))
    }

    package func choice<Value>(_ key: String, _ words: KeyValuePairs<String, Value>) -> Value? {
        value(key, as: .choice(words))
    }

    /// One of the cases of `type`, by its raw value.
    package func choice<Value>(_ key: String, of type: Value.Type) -> Value?
    where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
        value(key, as: .word)
    }

    package func address(_ key: String, allowsAnyPort: Bool = false) -> NodeAddress? {
        value(key, as: .address(allowsAnyPort: allowsAnyPort))
    }
}
