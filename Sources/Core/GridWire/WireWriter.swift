private import GridCollections

/// Appends the fields of messages to a buffer that is reused: the counterpart of ``WireReader``.
package struct WireWriter: Sendable {
    /// Everything written so far.
    package private(set) var bytes: [UInt8]

    package init(reservingByteCount capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Forgets what was written and keeps the memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Makes room for a small message at once, where growing byte by byte would allocate four times.
    mutating func reserveFirstFrame() {
        if bytes.capacity == 0 { bytes.reserveCapacity(224) }
    }

    package mutating func write(_ value: UInt8) {
        bytes.append(value)
    }

    package mutating func write(_ value: UInt16) {
        writeBigEndian(UInt64(value), byteCount: 2)
    }

    package mutating func write(_ value: UInt32) {
        writeBigEndian(UInt64(value), byteCount: 4)
    }

    package mutating func write(_ value: UInt64) {
        writeBigEndian(value, byteCount: 8)
    }

    /// Writes `value` in base 128, least significant group first (LEB128): one byte below 128, ten at most.
    package mutating func writeVariableInteger(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    package mutating func writeCount(_ count: Int) {
        precondition(count >= 0, "a count is not negative: \(count)")
        writeVariableInteger(UInt64(count))
    }

    package mutating func writeBytes(_ source: Span<UInt8>) {
        bytes.append(copying: source)
    }

    /// Writes the count of `source` and then its bytes.
    package mutating func writeCountedBytes(_ source: Span<UInt8>) {
        writeCount(source.count)
        writeBytes(source)
    }

    /// Writes the UTF-8 bytes of `text` after their count.
    package mutating func writeText(_ text: String) {
        writeCount(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Overwrites two bytes at `offset`.
    ///
    /// - Precondition: the two bytes have been written.
    mutating func overwrite(at offset: Int, with value: UInt16) {
        precondition(
            offset >= 0 && offset + 2 <= bytes.count, "offset \(offset) exceeds \(bytes.count) bytes")
        bytes[offset] = UInt8(value >> 8)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    /// Overwrites four bytes at `offset`: for lengths and checksums that are known only at the end.
    ///
    /// - Precondition: the four bytes have been written.
    package mutating func overwrite(at offset: Int, with value: UInt32) {
        precondition(
            offset >= 0 && offset + 4 <= bytes.count, "offset \(offset) exceeds \(bytes.count) bytes")
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index))
        }
    }

    /// Forgets everything but the first `byteCount` bytes: for a message that cannot be finished.
    mutating func truncate(to byteCount: Int) {
        bytes.removeSubrange(byteCount...)
    }

    /// Takes the bytes and leaves the writer empty.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func writeBigEndian(_ value: UInt64, byteCount: Int) {
        for shift in stride(from: UInt64(byteCount - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
