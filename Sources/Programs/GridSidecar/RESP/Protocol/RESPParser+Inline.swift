extension RESPParser {
    /// Splits the line between the read position and `end` into arguments, by the quoting rules of Redis.
    ///
    /// Arguments are separated by white space. Within double quotes `\n \r \t \b \a`, `\xHH` and an escaped character
    /// stand for one byte, within single quotes only `\'`. A closing quote must end its argument. No
    /// argument is longer than its spelling, so the arguments are decoded in place.
    mutating func splitInlineRequest(endingAt end: Int) throws(RESPProtocolError) {
        var index = position
        while true {
            while index < end, request.buffer[index].isInlineSpace { index += 1 }
            guard index < end else { return }
            index = try decodeInlineArgument(from: index, endingAt: end)
        }
    }

    /// Decodes one argument to where it begins; returns where its spelling ends.
    private mutating func decodeInlineArgument(
        from start: Int, endingAt end: Int
    ) throws(RESPProtocolError) -> Int {
        var source = start
        var target = start
        while source < end {
            let byte = request.buffer[source]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                appendArgument(from: start, to: target)
                return source
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                source = try decodeQuoted(from: source + 1, endingAt: end, quote: byte, to: &target)
                guard source == end || request.buffer[source].isInlineSpace else { throw .unbalancedQuotes }
                appendArgument(from: start, to: target)
                return source
            default:
                request.buffer[target] = byte
                target += 1
                source += 1
            }
        }
        appendArgument(from: start, to: target)
        return end
    }

    /// Decodes up to the closing quote; returns the position after it.
    private mutating func decodeQuoted(
        from start: Int, endingAt end: Int, quote: UInt8, to target: inout Int
    ) throws(RESPProtocolError) -> Int {
        var source = start
        while source < end {
            var byte = request.buffer[source]
            source += 1
            if byte == quote { return source }
            if byte == UInt8(ascii: "\\"), source < end {
                if quote == UInt8(ascii: "\"") {
                    (byte, source) = decodeEscape(at: source, endingAt: end)
                } else if request.buffer[source] == quote {
                    byte = quote
                    source += 1
                }
            }
            request.buffer[target] = byte
            target += 1
        }
        throw .unbalancedQuotes
    }

    /// Decodes what follows a backslash within double quotes.
    private func decodeEscape(at source: Int, endingAt end: Int) -> (byte: UInt8, next: Int) {
        let byte = request.buffer[source]
        switch byte {
        case UInt8(ascii: "n"): return (UInt8(ascii: "\n"), source + 1)
        case UInt8(ascii: "r"): return (UInt8(ascii: "\r"), source + 1)
        case UInt8(ascii: "t"): return (UInt8(ascii: "\t"), source + 1)
        case UInt8(ascii: "b"): return (0x08, source + 1)
        case UInt8(ascii: "a"): return (0x07, source + 1)
        case UInt8(ascii: "x"):
            guard source + 2 < end, let high = request.buffer[source + 1].hexadecimalValue,
                let low = request.buffer[source + 2].hexadecimalValue
            else {
                return (byte, source + 1)
            }
            return (high << 4 | low, source + 3)
        default: return (byte, source + 1)
        }
    }

    private mutating func appendArgument(from start: Int, to end: Int) {
        request.ranges.append(
            RESPRequest.ArgumentRange(offset: start - request.start, byteCount: end - start))
    }
}

extension UInt8 {
    /// Whether the byte separates the arguments of an inline request: what C calls white space.
    fileprivate var isInlineSpace: Bool {
        self == 0x20 || (0x09...0x0D).contains(self)
    }

    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
