/// Reads fields from the bytes of one message, front to back, without copying.
///
/// Integers are big-endian. Every read either advances past exactly its field or throws and leaves the reader
/// unchanged.
package struct WireReader: ~Escapable {
    private let bytes: Span<UInt8>
    private var offset = 0

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// How many bytes have not been read.
    package var remainingByteCount: Int { bytes.count - offset }

    /// The bytes that have not been read.
    var unreadBytes: Span<UInt8> {
        @_lifetime(copy self)
        get { bytes.extracting(offset..<bytes.count) }
    }

    @_lifetime(self: copy self)
    package mutating func readUInt8() throws(WireError) -> UInt8 {
        try require(1)
        defer { offset += 1 }
        return bytes[offset]
    }

    @_lifetime(self: copy self)
    package mutating func readUInt16() throws(WireError) -> UInt16 {
        try UInt16(truncatingIfNeeded: readBigEndian(byteCount: 2))
    }

    @_lifetime(self: copy self)
    package mutating func readUInt32() throws(WireError) -> UInt32 {
        try UInt32(truncatingIfNeeded: readBigEndian(byteCount: 4))
    }

    @_lifetime(self: copy self)
    package mutating func readUInt64() throws(WireError) -> UInt64 {
        try readBigEndian(byteCount: 8)
    }

    /// Reads an unsigned integer in base 128, least significant group first (LEB128): one byte below 128.
    @_lifetime(self: copy self)
    package mutating func readVariableInteger() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var position = offset
        while true {
            guard position < bytes.count else {
                throw .truncated(
                    neededByteCount: position - offset + 1, availableByteCount: remainingByteCount)
            }
            let group = UInt64(bytes[position] & 0x7F)
            guard shift < 63 || (shift == 63 && group <= 1) else { throw .integerOverflow }
            value |= group << shift
            guard bytes[position] & 0x80 != 0 else { break }
            position += 1
            shift += 7
        }
        offset = position + 1
        return value
    }

    /// Reads a count that a message announces, refusing more than `maximum`.
    @_lifetime(self: copy self)
    package mutating func readCount(of field: FieldName, maximum: Int) throws(WireError) -> Int {
        let start = offset
        let count = try readVariableInteger()
        guard count <= UInt64(maximum) else {
            offset = start
            throw .limitExceeded(field: field, value: count, maximum: UInt64(maximum))
        }
        return Int(count)
    }

    /// Borrows the next `byteCount` bytes.
    @_lifetime(copy self)
    package mutating func readBytes(_ byteCount: Int) throws(WireError) -> Span<UInt8> {
        try require(byteCount)
        defer { offset += byteCount }
        return bytes.extracting(offset..<offset + byteCount)
    }

    /// Borrows bytes that are preceded by their count, refusing more than `maximum`.
    @_lifetime(copy self)
    package mutating func readCountedBytes(_ field: FieldName, maximum: Int) throws(WireError) -> Span<UInt8>
    {
        let start = offset
        let byteCount = try readCount(of: field, maximum: maximum)
        guard byteCount <= remainingByteCount else {
            let available = remainingByteCount
            offset = start
            throw .truncated(neededByteCount: byteCount, availableByteCount: available)
        }
        return try readBytes(byteCount)
    }

    /// Reads UTF-8 text that is preceded by its byte count, refusing more than `maximum` bytes.
    @_lifetime(self: copy self)
    package mutating func readText(_ field: FieldName, maximumByteCount: Int) throws(WireError) -> String {
        let start = offset
        let utf8 = try readCountedBytes(field, maximum: maximumByteCount)
        // The buffer is valid during the call, and the text is a copy of it.
        let text = unsafe utf8.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
        guard let text else {
            offset = start
            throw .invalidText(field: field)
        }
        return text
    }

    /// Requires that every byte has been read.
    package func finish() throws(WireError) {
        guard remainingByteCount == 0 else { throw .trailingBytes(byteCount: remainingByteCount) }
    }

    private func require(_ byteCount: Int) throws(WireError) {
        guard byteCount >= 0, remainingByteCount >= byteCount else {
            throw .truncated(neededByteCount: byteCount, availableByteCount: remainingByteCount)
        }
    }

    @_lifetime(self: copy self)
    private mutating func readBigEndian(byteCount: Int) throws(WireError) -> UInt64 {
        try require(byteCount)
        var value: UInt64 = 0
        for index in offset..<offset + byteCount { value = value << 8 | UInt64(bytes[index]) }
        offset += byteCount
        return value
    }
}
