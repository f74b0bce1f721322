import Foundation

/// A process of our own that writes to a file; it never outlives this object.
///
/// A file, because the end of a pipe is only seen when every process has closed it, those included that were started
/// meanwhile and inherited it.
final class ChildProcess: Sendable {
    private let process: Process
    private let outputFile: URL

    init(_ program: URL, _ arguments: [String], environment: [String: String]) throws {
        outputFile = FileManager.default.temporaryDirectory
            .appendingPathComponent("gridcache-test-\(UUID().uuidString).log")
        try Data().write(to: outputFile)
        let output = try FileHandle(forWritingTo: outputFile)
        process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit {
        send(SIGKILL)
        try? FileManager.default.removeItem(at: outputFile)
    }

    /// Everything that was written so far, to either stream.
    var output: String {
        // The file exists as long as this object does.
        String(decoding: (try? Data(contentsOf: outputFile)) ?? Data(), as: UTF8.self)
    }

    /// The exit status once the process has ended; for a signal, as in a shell, 128 more than its number.
    var exitStatus: Int32? {
        guard !process.isRunning else { return nil }
        return process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
    }

    /// The number by which the system knows the process.
    var processID: Int32 { process.processIdentifier }

    /// Sends a signal, unless the process has ended and its number may belong to another one.
    func send(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }
}
