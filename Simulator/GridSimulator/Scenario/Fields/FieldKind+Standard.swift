import GridDocument

extension FieldKind where Value == String {
    static var text: FieldKind { FieldKind(.text) { .text($0) } }
}

extension FieldKind where Value == [String] {
    static var texts: FieldKind { FieldKind(listOf: .text) { .text($0) } }
}

extension FieldKind where Value == Bool {
    static var boolean: FieldKind { FieldKind(.boolean) { .boolean($0) } }
}

extension FieldKind where Value: FixedWidthInteger & Sendable {
    /// A whole number of things.
    static func count(in range: ClosedRange<Value>) -> FieldKind {
        FieldKind(.integer(in: range)) { .number($0) }
    }
}

extension FieldKind where Value == Int {
    /// How many of a hundred.
    static var percentage: FieldKind { .count(in: 0...100) }

    /// A number of bytes.
    static func byteCount(in range: ClosedRange<Int>) -> FieldKind {
        FieldKind(.byteCount(in: range)) { .text(ScalarSpelling.byteCount($0)) }
    }

    /// A part of a whole, in parts per million.
    static func fraction(upTo largest: Int = 1_000_000) -> FieldKind {
        FieldKind(.fraction(inPartsPerMillion: 0...largest)) {
            .literal(ScalarSpelling.fraction(partsPerMillion: $0))
        }
    }
}

extension FieldKind where Value == Duration {
    /// A period of time with its unit.
    static func duration(in range: ClosedRange<Duration>) -> FieldKind {
        FieldKind(.duration(in: range)) { .text(ScalarSpelling.duration($0)) }
    }
}

extension FieldKind
where Value: CaseIterable & RawRepresentable & SendableMetatype, Value.RawValue == String {
    /// One of the cases, by its raw value.
    static var word: FieldKind { FieldKind(.word) { .text($0.rawValue) } }
}

extension FieldKind {
    /// Several of the cases, by their raw values.
    static func words<Word>() -> FieldKind
    where Value == [Word], Word: CaseIterable & RawRepresentable & SendableMetatype, Word.RawValue == String {
        FieldKind(listOf: .word) { .text($0.rawValue) }
    }
}

extension FieldKind where Value: Equatable & Sendable {
    /// One of a few words.
    static func choice(_ words: KeyValuePairs<String, Value>) -> FieldKind {
        FieldKind(.choice(words)) { value in
            guard let word = words.first(where: { $0.value == value })?.key else {
                preconditionFailure("\(value) has no word")
            }
            return .text(word)
        }
    }
}
