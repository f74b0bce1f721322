private import GridCollections

/// The version of the protocol that a connection speaks.
package enum RESPVersion: UInt8, Hashable, Sendable {
    case two = 2
    case three = 3
}

/// Appends replies to a buffer that is reused.
///
/// Types that version 2 does not have are written as what Redis sends in their place.
///
/// Source: the Redis serialization protocol specification, versions 2 and 3.
package struct RESPWriter: Sendable {
    /// The version of the replies that follow.
    package var version: RESPVersion

    /// Everything written and not yet taken.
    package private(set) var bytes: [UInt8] = []

    package init(version: RESPVersion = .two) {
        self.version = version
    }

    /// Takes what was written.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Moves what was written to the end of `buffer`; with an empty `buffer` only the memory changes hands.
    package mutating func take(into buffer: inout [UInt8]) {
        if buffer.isEmpty {
            swap(&buffer, &bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
        bytes.removeAll(keepingCapacity: bytes.capacity <= 64 << 10)
    }

    /// Writes a status such as `OK`.
    ///
    /// - Precondition: `text` has no line break.
    package mutating func writeSimpleString(_ text: String) {
        assert(!text.utf8.contains { $0 == 0x0D || $0 == 0x0A }, "a status has one line: \(text)")
        bytes.append(UInt8(ascii: "+"))
        bytes.append(contentsOf: text.utf8)
        endLine()
    }

    /// Writes an error; line breaks within become spaces.
    ///
    /// The first word is the kind of error, in capital letters.
    package mutating func writeError(_ message: [UInt8]) {
        bytes.append(UInt8(ascii: "-"))
        for byte in message {
            bytes.append(byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") ? UInt8(ascii: " ") : byte)
        }
        endLine()
    }

    package mutating func writeInteger(_ number: Int64) {
        writeHeader(":", number)
    }

    package mutating func writeBulk(_ content: Span<UInt8>) {
        writeHeader("$", Int64(content.count))
        bytes.append(copying: content)
        endLine()
    }

    package mutating func writeBulk(_ content: [UInt8]) {
        writeBulk(content.span)
    }

    package mutating func writeBulk(_ text: String) {
        writeHeader("$", Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
        endLine()
    }

    /// Writes the absence of a value.
    package mutating func writeNull() {
        switch version {
        case .two: bytes.append(contentsOf: "$-1\r\n".utf8)
        case .three: bytes.append(contentsOf: "_\r\n".utf8)
        }
    }

    /// Writes the absence of an array: version 2 tells it from the absence of a value.
    package mutating func writeNullArray() {
        switch version {
        case .two: bytes.append(contentsOf: "*-1\r\n".utf8)
        case .three: bytes.append(contentsOf: "_\r\n".utf8)
        }
    }

    /// Begins an array; its elements follow.
    package mutating func beginArray(count: Int) {
        writeHeader("*", Int64(count))
    }

    /// Begins a set, for which version 2 has arrays; its elements follow.
    package mutating func beginSet(count: Int) {
        writeHeader(version == .two ? "*" : "~", Int64(count))
    }

    /// Begins a map, for which version 2 has arrays of twice the count; so many pairs follow.
    package mutating func beginMap(count: Int) {
        switch version {
        case .two: writeHeader("*", Int64(count) * 2)
        case .three: writeHeader("%", Int64(count))
        }
    }

    /// Begins a message that answers no request, for which version 2 has arrays; its elements follow.
    package mutating func beginPush(count: Int) {
        writeHeader(version == .two ? "*" : ">", Int64(count))
    }

    /// Writes text for people; version 2 has bulk strings.
    package mutating func writeVerbatim(_ text: String) {
        switch version {
        case .two: writeBulk(text)
        case .three:
            writeHeader("=", Int64(text.utf8.count) + 4)
            bytes.append(contentsOf: "txt:".utf8)
            bytes.append(contentsOf: text.utf8)
            endLine()
        }
    }

    /// Writes a truth value; version 2 has the integers 1 and 0.
    package mutating func writeBoolean(_ value: Bool) {
        switch version {
        case .two: writeInteger(value ? 1 : 0)
        case .three: bytes.append(contentsOf: (value ? "#t\r\n" : "#f\r\n").utf8)
        }
    }

    /// Writes a floating-point number; version 2 has bulk strings.
    package mutating func writeDouble(_ number: Double) {
        let text = Self.spelling(of: number)
        switch version {
        case .two: writeBulk(text)
        case .three:
            bytes.append(UInt8(ascii: ","))
            bytes.append(contentsOf: text.utf8)
            endLine()
        }
    }

    private static func spelling(of number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        if let integer = Int64(exactly: number), integer.magnitude < 1 << 53 { return "\(integer)" }
        return "\(number)"
    }

    private mutating func writeHeader(_ marker: Unicode.Scalar, _ number: Int64) {
        bytes.append(UInt8(ascii: marker))
        if (0...9).contains(number) {
            bytes.append(UInt8(ascii: "0") + UInt8(number))
        } else {
            appendDecimal(number)
        }
        endLine()
    }

    private mutating func appendDecimal(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var unit: UInt64 = 1
        while magnitude / unit >= 10 { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude / unit % 10))
            unit /= 10
        }
    }

    private mutating func endLine() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}
