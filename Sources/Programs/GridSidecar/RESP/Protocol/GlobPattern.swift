private import GridCollections

/// A pattern as `CONFIG GET` takes it: `?`, `*`, `[abc]`, `[^a-z]`, and a backslash before a literal character.
///
/// ASCII letters match in either case. Only the last `*` is ever reconsidered, which is enough, so matching takes
/// O(pattern × text) steps whatever the pattern.
package struct GlobPattern: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether the pattern matches the whole of `text`.
    package func matches(_ text: String) -> Bool {
        matches(Array(text.utf8))
    }

    /// Whether the pattern matches the whole of `text`.
    package func matches(_ text: [UInt8]) -> Bool {
        var patternIndex = 0
        var textIndex = 0
        // Where to go on when the rest does not match: behind the last star, which then takes one byte more.
        var retry: (pattern: Int, text: Int)?
        while textIndex < text.count || patternIndex < bytes.count {
            if patternIndex < bytes.count, bytes[patternIndex] == UInt8(ascii: "*") {
                patternIndex += 1
                retry = (patternIndex, textIndex)
                continue
            }
            if textIndex < text.count, let next = matchOne(text[textIndex], at: patternIndex) {
                patternIndex = next
                textIndex += 1
                continue
            }
            guard let star = retry, star.text < text.count else { return false }
            retry = (star.pattern, star.text + 1)
            (patternIndex, textIndex) = (star.pattern, star.text + 1)
        }
        return true
    }

    /// Matches one byte; returns where the pattern goes on, or `nil` when it does not match.
    private func matchOne(_ byte: UInt8, at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "?"):
            return index + 1
        case UInt8(ascii: "["):
            return matchClass(byte, from: index + 1)
        case UInt8(ascii: "\\") where index + 1 < bytes.count:
            return equal(bytes[index + 1], byte) ? index + 2 : nil
        default:
            return equal(bytes[index], byte) ? index + 1 : nil
        }
    }

    /// Matches a class of bytes; one that is not closed ends with the pattern.
    private func matchClass(_ byte: UInt8, from start: Int) -> Int? {
        var index = start
        let isNegated = index < bytes.count && bytes[index] == UInt8(ascii: "^")
        if isNegated { index += 1 }
        var isMember = false
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
                index += 1
                isMember = isMember || equal(bytes[index], byte)
            } else if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") {
                let left = bytes[index].lowercasedASCII
                let right = bytes[index + 2].lowercasedASCII
                isMember = isMember || (min(left, right)...max(left, right)).contains(byte.lowercasedASCII)
                index += 2
            } else {
                isMember = isMember || equal(bytes[index], byte)
            }
            index += 1
        }
        return isMember == isNegated ? nil : min(index + 1, bytes.count)
    }

    private func equal(_ left: UInt8, _ right: UInt8) -> Bool {
        left.lowercasedASCII == right.lowercasedASCII
    }
}
