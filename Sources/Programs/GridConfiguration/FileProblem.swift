/// Why a file could not be read.
package enum FileProblem: Error, Hashable, Sendable {
    case absent
    case forbidden
    /// It is a folder, a device or the like.
    case notRegular
    case tooLarge(maximumByteCount: Int)
    /// The operating system gave this error number.
    case failed(code: Int32)
}

extension FileProblem: CustomStringConvertible {
    /// Completes "the file …".
    package var description: String {
        switch self {
        case .absent: "does not exist"
        case .forbidden: "may not be read by this user"
        case .notRegular: "is not a regular file"
        case .tooLarge(let maximum): "is larger than \(maximum) bytes"
        case .failed(let code): "cannot be read (error \(code))"
        }
    }
}
