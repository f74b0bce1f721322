#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The names of the files in a folder, sorted.
func namesOfFiles(in folder: String) throws(CommandProblem) -> [String] {
    // The folder stays open until the end of this function, and every entry is read before the next is asked for.
    guard let directory = unsafe opendir(folder) else {
        throw CommandProblem(message: "there is no folder \(folder) here")
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

func printToStandardError(_ line: String) {
    var bytes = Array((line + "\n").utf8)
    while !bytes.isEmpty {
        // The bytes outlive the call.
        let count = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        bytes.removeFirst(count)
    }
}

/// A file that takes the events of a run, line by line.
final class TraceFile {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferByteCount = 1 << 20

    init(path: String) throws(CommandProblem) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandProblem(message: "\(path) cannot be written") }
    }

    func write(_ line: String) {
        buffer += line.utf8
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferByteCount { flush() }
    }

    func close() {
        flush()
        _ = Self.closeDescriptor(descriptor)
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
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
