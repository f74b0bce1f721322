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
    writeToStandardError(line + "\n")
}

/// Writes text as it is, without the end of a line.
func writeToStandardError(_ text: String) {
    var bytes = Array(text.utf8)
    while !bytes.isEmpty {
        // The bytes outlive the call.
        let count = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        bytes.removeFirst(count)
    }
}
