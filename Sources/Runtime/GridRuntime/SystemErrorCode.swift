private import CUV

/// An error number of the operating system, or of its name resolver.
///
/// The value is libuv's: an errno made negative, or one of the resolver's codes below -3000.
package struct SystemErrorCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    static let addressInUse = SystemErrorCode(UV_EADDRINUSE)
    static let addressNotAvailable = SystemErrorCode(UV_EADDRNOTAVAIL)
    static let familyNotSupported = SystemErrorCode(UV_EAFNOSUPPORT)
    static let permissionDenied = SystemErrorCode(UV_EACCES)
    static let operationNotPermitted = SystemErrorCode(UV_EPERM)
    static let connectionRefused = SystemErrorCode(UV_ECONNREFUSED)
    static let connectionReset = SystemErrorCode(UV_ECONNRESET)
    static let brokenPipe = SystemErrorCode(UV_EPIPE)
    static let hostUnreachable = SystemErrorCode(UV_EHOSTUNREACH)
    static let networkUnreachable = SystemErrorCode(UV_ENETUNREACH)
    static let timedOut = SystemErrorCode(UV_ETIMEDOUT)
    static let processDescriptorLimit = SystemErrorCode(UV_EMFILE)
    static let systemDescriptorLimit = SystemErrorCode(UV_ENFILE)
    static let wouldBlock = SystemErrorCode(UV_EAGAIN)
    static let cancelled = SystemErrorCode(UV_ECANCELED)
    static let endOfFile = SystemErrorCode(UV_EOF)
    static let busy = SystemErrorCode(UV_EBUSY)

    private init(_ code: uv_errno_t) {
        rawValue = code.rawValue
    }

    /// The failure that a libuv or shim call returned; `nil` when the call succeeded.
    init?(returned value: Int32) {
        guard value < 0 else { return nil }
        self.init(rawValue: value)
    }
}

extension SystemErrorCode: CustomStringConvertible {
    package var description: String {
        // The reentrant form; the other one leaks memory for unknown codes.
        var text = [CChar](repeating: 0, count: 128)
        unsafe text.withUnsafeMutableBufferPointer { buffer in
            // libuv writes at most `count` bytes, the terminating zero included.
            _ = unsafe uv_strerror_r(rawValue, buffer.baseAddress, buffer.count)
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
