extension YAMLFailure {
    static let outOfMemoryMessage = "there is not enough memory to read the file"

    /// The sentence for the user.
    var message: String {
        switch self {
        case .invalidUTF8:
            "the text is not valid UTF-8"
        case .forbiddenCharacter(let value, offset: _):
            "the control character U+\(Self.hexadecimal(value)) is not allowed"
        case .syntax(let message, let position, let context):
            if let context, context.position.line != position.line {
                "\(message) \(context.message) that starts on line \(context.position.line)"
            } else if let context {
                "\(message) \(context.message)"
            } else {
                message
            }
        case .outOfMemory:
            Self.outOfMemoryMessage
        }
    }

    /// Where in `bytes`, the text that was parsed, the failure lies.
    func position(in bytes: ArraySlice<UInt8>) -> DocumentPosition? {
        switch self {
        case .invalidUTF8(let offset), .forbiddenCharacter(_, let offset):
            DocumentPosition(ofByteAt: offset, in: bytes)
        case .syntax(message: _, let position, context: _): position
        case .outOfMemory: nil
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
