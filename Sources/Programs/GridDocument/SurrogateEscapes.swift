/// The `\u` escapes by which JSON writes a character above U+FFFF, hidden from a parser that refuses them.
///
/// JSON writes 😀 as `\ud83d\ude00`, a UTF-16 surrogate pair. libyaml accepts neither half. Each pair is therefore
/// overwritten, before parsing, by two escapes of private use characters, in the same number of bytes so that all
/// positions stay right. Afterwards the texts that were in double quotes turn these characters into the meant one;
/// all other texts, in which a backslash means itself, get their letters back.
///
/// The third hexadecimal digit of a half, with its case, chooses the block of 256 private use characters:
///
///     \uD8 \uD9 \uDa \uDb \uDA \uDB   first half    U+E000 ... U+E5FF
///     \uDc \uDd \uDe \uDf \uDC \uDD \uDE \uDF       U+E600 ... U+EDFF
///
/// Source: RFC 8259, section 7.
struct SurrogateEscapes {
    /// The text without surrogate escapes that belong to a pair.
    let bytes: ArraySlice<UInt8>
    /// Where the text itself has one of the private use characters, from its start; `nil` when all is well.
    let ambiguityOffset: Int?
    /// Whether any pair was overwritten.
    private let hasPairs: Bool

    private static let firstDigits = Array("89abAB".utf8)
    private static let secondDigits = Array("cdefCDEF".utf8)
    private static let maskDigits = Array("0123456789abcd".utf8)

    /// Overwrites all pairs in `text`.
    static func masking(_ text: ArraySlice<UInt8>) -> SurrogateEscapes {
        var bytes = Array(text)
        var hasPairs = false
        var index = 0
        while let escape = bytes[index...].firstIndex(of: UInt8(ascii: "\\")) {
            index = escape + 2
            if isHalf(bytes[escape...], digits: firstDigits),
                isHalf(bytes[(escape + 6)...], digits: secondDigits)
            {
                mask(&bytes, at: escape, digits: firstDigits, firstBlock: 0)
                mask(&bytes, at: escape + 6, digits: secondDigits, firstBlock: firstDigits.count)
                hasPairs = true
                index = escape + 12
            }
            guard index < bytes.count else { break }
        }
        let ambiguityOffset = hasPairs ? firstPrivateUse(in: text).map { $0 - text.startIndex } : nil
        return SurrogateEscapes(bytes: bytes[...], ambiguityOffset: ambiguityOffset, hasPairs: hasPairs)
    }

    /// What `text`, a scalar of the masked document, really says.
    func unmasking(_ text: String, _ style: YAMLEvent.ScalarStyle) -> String {
        guard hasPairs else { return text }
        return style == .doubleQuoted ? Self.joiningPairs(text) : Self.restoringLetters(text)
    }

    /// Whether `bytes` start with `\uD` and one of `digits`, followed by two more hexadecimal digits.
    private static func isHalf(_ bytes: ArraySlice<UInt8>, digits: [UInt8], letter: Character = "d") -> Bool {
        let start = bytes.startIndex
        guard bytes.count >= 6, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u")
        else {
            return false
        }
        return Character(Unicode.Scalar(bytes[start + 2] | 0x20)) == letter
            && digits.contains(bytes[start + 3])
            && bytes[(start + 4)..<(start + 6)].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    /// Changes `\uD8…` into `\uE0…`, keeping the case of the letter.
    private static func mask(_ bytes: inout [UInt8], at index: Int, digits: [UInt8], firstBlock: Int) {
        guard let block = digits.firstIndex(of: bytes[index + 3]) else { return }
        bytes[index + 2] += 1
        bytes[index + 3] = maskDigits[firstBlock + block]
    }

    /// Where U+E000 to U+EDFF occurs, as itself or as an escape.
    private static func firstPrivateUse(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.first { index in
            switch text[index] {
            // The UTF-8 of these characters starts with EE 80 to EE B7.
            case 0xEE: (0x80..<0xB8).contains(text[(index + 1)...].first ?? 0)
            case UInt8(ascii: "\\"): isPrivateUseEscape(text[index...])
            default: false
            }
        }
    }

    /// Whether `bytes` start as `\uE0` to `\uED` do, or `\U0000E0` to `\U0000ED`.
    private static func isPrivateUseEscape(_ bytes: ArraySlice<UInt8>) -> Bool {
        let isLong = bytes.starts(with: "\\U0000".utf8)
        guard isLong || bytes.starts(with: "\\u".utf8) else { return false }
        let digits = bytes.dropFirst(isLong ? 6 : 2).prefix(2).map { $0 | 0x20 }
        return digits.count == 2 && digits[0] == UInt8(ascii: "e") && maskDigits.contains(digits[1])
    }

    private static func joiningPairs(_ text: String) -> String {
        var joined = String.UnicodeScalarView()
        var first: UInt32?
        for scalar in text.unicodeScalars {
            let block = Int(scalar.value >> 8) - 0xE0
            let low = scalar.value & 0xFF
            switch block {
            case 0..<6:
                // The blocks of A and B repeat those of a and b.
                first = UInt32(block < 4 ? block : block - 2) << 8 | low
            case 6..<14:
                let second = UInt32((block - 6) % 4) << 8 | low
                let value = 0x10000 + ((first ?? 0) << 10 | second)
                joined.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            default:
                joined.append(scalar)
            }
        }
        return String(joined)
    }

    private static func restoringLetters(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let digits = firstDigits + secondDigits
        for index in bytes.indices where isHalf(bytes[index...], digits: maskDigits, letter: "e") {
            guard let block = maskDigits.firstIndex(of: bytes[index + 3]) else { continue }
            bytes[index + 2] -= 1
            bytes[index + 3] = digits[block]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
