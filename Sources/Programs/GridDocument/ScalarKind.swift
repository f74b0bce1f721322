/// What a setting of one kind allows, and how its text becomes a value.
///
/// Files, flags and environment variables share the kinds, so that `5m` is the same everywhere. A module adds its own
/// in an extension:
///
///     extension ScalarKind where Value == NodeID {
///         static var nodeID: Self { ScalarKind(expected: "a node name") { … } }
///     }
package struct ScalarKind<Value> {
    /// The outcome of reading one text.
    package enum Reading {
        case value(Value)
        /// The text is something else; the advice says how to correct it when that is not obvious.
        case mismatch(advice: String? = nil)
    }

    /// What is allowed, as it follows the word "expected".
    package let expected: String
    private let read: (String) -> Reading

    package init(expected: String, read: @escaping (String) -> Reading) {
        self.expected = expected
        self.read = read
    }

    /// Reads `text`, which nobody has trimmed.
    package func parse(_ text: String) -> Result<Value, ScalarProblem> {
        switch read(text) {
        case .value(let value):
            .success(value)
        case .mismatch(let advice):
            .failure(
                ScalarProblem(
                    expected: expected, found: text.isEmpty ? "an empty text" : text.quotedForMessage,
                    advice: advice))
        }
    }

    /// Reads a node of a document.
    package func parse(_ node: DocumentNode) -> Result<Value, ScalarProblem> {
        guard case .scalar(let text, isQuoted: _) = node.content, !node.isEmpty, !node.isNull else {
            return .failure(ScalarProblem(expected: expected, found: node.spelling))
        }
        return parse(text)
    }
}

extension ScalarKind where Value == String {
    /// Any text.
    package static var text: Self { ScalarKind(expected: "a text") { .value($0) } }
}

extension ScalarKind where Value == Bool {
    /// `true` or `false`, and no other word for them.
    package static var boolean: Self {
        ScalarKind(expected: "true or false") { text in
            switch text {
            case "true": .value(true)
            case "false": .value(false)
            default: .mismatch()
            }
        }
    }
}

extension ScalarKind where Value: FixedWidthInteger {
    /// A decimal integer in `range`, without leading zeros, plus sign or separators.
    ///
    /// YAML 1.1 would read `010` as eight, so it is refused instead of guessed.
    package static func integer(in range: ClosedRange<Value>) -> Self {
        let expected =
            switch (Value.isSigned && range.lowerBound == .min, range.upperBound == .max) {
            case (true, true): "an integer"
            case (false, true): "an integer of at least \(range.lowerBound)"
            case (true, false): "an integer of at most \(range.upperBound)"
            case (false, false): "an integer from \(range.lowerBound) to \(range.upperBound)"
            }
        return ScalarKind(expected: expected) { text in
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return .mismatch()
            }
            guard digits.count == 1 || digits.first != UInt8(ascii: "0") else {
                return .mismatch(advice: "write it without leading zeros")
            }
            guard let value = Value(text), range.contains(value) else { return .mismatch() }
            return .value(value)
        }
    }
}

extension ScalarKind {
    /// One of `words`, spelled exactly so.
    package static func choice(_ words: KeyValuePairs<String, Value>) -> Self {
        let names = words.map(\.key)
        precondition(!names.isEmpty, "a choice without words")
        let quoted = alternatives(names.map { "'\($0)'" })
        return ScalarKind(expected: names.count == 1 ? quoted : "one of \(quoted)") { text in
            if let word = words.first(where: { $0.key == text }) { return .value(word.value) }
            return .mismatch(advice: nearestName(to: text, among: names).map { "did you mean '\($0)'?" })
        }
    }
}

extension ScalarKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases, by its raw value.
    package static var word: Self {
        let names = Value.allCases.map(\.rawValue)
        return ScalarKind(expected: "one of \(alternatives(names.map { "'\($0)'" }))") { text in
            if let value = Value(rawValue: text) { return .value(value) }
            return .mismatch(advice: nearestName(to: text, among: names).map { "did you mean '\($0)'?" })
        }
    }
}
