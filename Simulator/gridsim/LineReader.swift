#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What another process of this program prints, line by line.
///
/// The stream is closed with the reader, which alone knows it.
@safe
struct LineReader: ~Copyable {
    private let stream: UnsafeMutablePointer<FILE>

    /// Starts a process of this program with these arguments.
    init(ofOutputFrom arguments: [String]) throws(CommandProblem) {
        let words = [CommandLine.arguments[0]] + arguments
        let quoted = words.map {
            "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        guard let stream = unsafe popen(quoted.joined(separator: " "), "r") else {
            throw CommandProblem(message: "another process of gridsim cannot be started")
        }
        unsafe self.stream = stream
    }

    /// The next line, or `nil` at the end.
    mutating func next() -> String? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        // The line belongs to this function, which frees it.
        defer { unsafe free(line) }
        let count = unsafe getline(&line, &capacity, stream)
        guard count > 0, let line = unsafe line else { return nil }
        return unsafe String(cString: line)
    }

    deinit {
        unsafe pclose(stream)
    }
}
