/// Why a client's byte stream is not a sequence of requests.
///
/// Nothing after the damage can be trusted: the error is answered and the connection closed.
package enum RESPProtocolError: Error, Hashable, Sendable {
    /// The argument count of a request is not a number, or above the limit.
    case invalidMultibulkLength
    /// The byte count of an argument is not a number, is above the limit, or does not match the argument.
    case invalidBulkLength
    /// An argument does not begin with `$`.
    case expectedBulk(got: UInt8)
    /// An inline request is longer than the limit.
    case inlineRequestTooBig(maximumByteCount: Int)
    /// A quoted argument of an inline request does not end, or text follows its end.
    case unbalancedQuotes
    /// The arguments of a refused request together are above the limit up to which its end is looked for.
    case requestTooBig(maximumByteCount: Int)

    /// The error reply, in the words of Redis wherever Redis knows the error.
    package var message: [UInt8] {
        switch self {
        case .invalidMultibulkLength: Array("ERR Protocol error: invalid multibulk length".utf8)
        case .invalidBulkLength: Array("ERR Protocol error: invalid bulk length".utf8)
        case .expectedBulk(let byte):
            Array("ERR Protocol error: expected '$', got '".utf8) + [byte, UInt8(ascii: "'")]
        case .inlineRequestTooBig: Array("ERR Protocol error: too big inline request".utf8)
        case .unbalancedQuotes: Array("ERR Protocol error: unbalanced quotes in request".utf8)
        case .requestTooBig(let maximumByteCount):
            Array("ERR Protocol error: request longer than \(maximumByteCount) bytes".utf8)
        }
    }
}
