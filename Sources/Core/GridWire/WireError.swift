/// Why received bytes were rejected.
///
/// None of these changes the receiver's state. A byte stream in which one occurred cannot be resynchronised and
/// is closed.
package enum WireError: Error, Hashable, Sendable {
    /// The bytes end before the field does.
    case truncated(neededByteCount: Int, availableByteCount: Int)
    /// Bytes are left over after the last field that belongs to the message.
    case trailingBytes(byteCount: Int)
    /// A variable-length integer is longer than ten bytes or exceeds 64 bits.
    case integerOverflow
    /// A field's count or length exceeds what the protocol allows.
    case limitExceeded(field: FieldName, value: UInt64, maximum: UInt64)
    /// A field holds a value that the protocol does not define.
    case invalidValue(field: FieldName, value: UInt64)
    /// A text field is not UTF-8, or not text that the field may hold.
    case invalidText(field: FieldName)
    /// A frame, or the header of one, does not match its checksum.
    case checksumMismatch(expected: UInt32, actual: UInt32)
}

/// The name of a field in an error message, written as a literal, so that no received byte ends up in it.
package struct FieldName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let description: String

    /// Names a field; a literal lies in the program's constants, so this allocates nothing.
    package init(stringLiteral value: String) {
        description = value
    }
}
