/// How many characters of a user's text a message repeats.
private let quotedCharacterLimit = 60

extension String {
    /// The text in single quotes for an error message: one line, without control characters, of bounded length.
    package var quotedForMessage: String { "'\(clippedForMessage)'" }

    /// The text as ``quotedForMessage`` has it, without the quotes.
    package var clippedForMessage: String {
        var clipped = String.UnicodeScalarView()
        for (index, scalar) in unicodeScalars.enumerated() {
            guard index < quotedCharacterLimit else {
                clipped.append("…")
                break
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned:
                clipped.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default:
                clipped.append(scalar)
            }
        }
        return String(clipped)
    }
}

/// Joins alternatives as in "a, b or c".
func alternatives(_ words: [String], conjunction: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}
