#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is written from its beginning to its end.
final class OutputFile {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var hasFailed = false
    private static let bufferByteCount = 1 << 20

    init(path: String) throws(CommandProblem) {
        self.path = path
        // The path outlives the call.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandProblem(message: "\(path) cannot be written") }
    }

    func write(_ text: String) {
        buffer += text.utf8
        if buffer.count >= Self.bufferByteCount { flush() }
    }

    /// Writes what is left and lets go of the file.
    func close() throws(CommandProblem) {
        flush()
        guard Self.closeDescriptor(descriptor) == 0, !hasFailed else {
            throw CommandProblem(message: "\(path) cannot be written to its end")
        }
    }

    private static let closeDescriptor: @Sendable (Int32) -> Int32 = { descriptor in
        #if canImport(Glibc)
            Glibc.close(descriptor)
        #else
            Darwin.close(descriptor)
        #endif
    }

    private func flush() {
        var rest = buffer[...]
        while !rest.isEmpty {
            // The bytes outlive the call.
            let count = unsafe rest.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                #else
                    unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
                #endif
            }
            guard count > 0 else {
                hasFailed = true
                break
            }
            rest = rest.dropFirst(count)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
