extension YAMLFailure {
    static let outOfMemoryMessage = "there is not enough memory to read the file"

    /// The sentence for the user, about what `bytes`, the text that was parsed, have at the position.
    func message(in bytes: ArraySlice<UInt8>) -> String {
        switch self {
        case .invalidUTF8:
            "the text is not valid UTF-8"
        case .forbiddenCharacter(let value, offset: _):
            "the control character U+\(Self.hexadecimal(value)) is not allowed"
        case .syntax(let complaint, _, let context):
            complaint.sentence(about: character(in: bytes), in: context)
        case .outOfMemory:
            Self.outOfMemoryMessage
        }
    }

    /// Where in `bytes`, the text that was parsed, the failure lies.
    func position(in bytes: ArraySlice<UInt8>) -> DocumentPosition? {
        switch self {
        case .invalidUTF8(let offset), .forbiddenCharacter(_, let offset):
            DocumentPosition(ofByteAt: offset, in: bytes)
        case .syntax(let complaint, let place, let context):
            // The parser notices only at the end of the file, or in the next line, that something is not finished.
            complaint.concernsWholeContext ? context?.place.position ?? place.position : place.position
        case .outOfMemory:
            nil
        }
    }

    /// The character at which the parser stopped.
    private func character(in bytes: ArraySlice<UInt8>) -> Character? {
        guard case .syntax(_, let place, _) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.dropFirst(place.index).first.map(
            Character.init)
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// A complaint of the parser, in its own words.
struct YAMLComplaint: Hashable {
    let text: String

    /// Whether the user should look at where the construct starts, and not at where the parser stopped.
    var concernsWholeContext: Bool {
        ["found unexpected end of stream", "could not find expected ':'"].contains(text)
    }

    /// What to tell the user; complaints that are clear or rare keep their words.
    func sentence(about character: Character?, in context: YAMLFailure.Context?) -> String {
        switch text {
        case "found character that cannot start any token" where character == "\t":
            "a tab cannot indent; use blanks"
        case "found character that cannot start any token":
            "a text cannot start with \(String(character ?? "?").quotedForMessage); put it in quotes"
        case "mapping values are not allowed in this context":
            "a ':' is not allowed here; check the indentation, or put the text in quotes"
        case "block sequence entries are not allowed in this context":
            "a list item is not allowed here; start it on a line of its own"
        case "could not find expected ':'":
            "expected a ':' behind the key"
        case "did not find expected key":
            "expected a key of\(construct("the map", context)); check the indentation and the quotes"
        case "did not find expected '-' indicator":
            "expected the next '-' of\(construct("the list", context)); check the indentation"
        case "did not find expected ',' or ']'":
            "expected ',' or ']' in\(construct("the list", context))"
        case "did not find expected ',' or '}'":
            "expected ',' or '}' in\(construct("the map", context))"
        case "did not find expected node content":
            "expected a value; texts with brackets or commas need quotes"
        case "did not find expected <document start>":
            "nothing may follow the end of the document"
        case "found unexpected end of stream":
            "the quotes are never closed"
        case "found invalid Unicode character escape code":
            "the escape is no character; a surrogate needs its other half"
        default:
            "\(text)\(context.map { " \($0.message)" } ?? "")"
        }
    }

    private func construct(_ name: String, _ context: YAMLFailure.Context?) -> String {
        " \(name)\(context.map { " that starts on line \($0.place.position.line)" } ?? "")"
    }
}
