import Foundation
import Synchronization
import Testing

/// A program of the system, run to its end; it never outlives this object.
final class ExternalProgram: Sendable {
    private struct State {
        var output = ""
        var isComplete = false
        var status: Int32?
    }

    private let process = Process()
    private let state = Mutex(State())

    /// Starts a program that is found as a shell finds it.
    init(_ program: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let bytes = handle.availableData
            if bytes.isEmpty { handle.readabilityHandler = nil }
            self?.state.withLock { state in
                state.output += String(decoding: bytes, as: UTF8.self)
                state.isComplete = bytes.isEmpty
            }
        }
        process.terminationHandler = { [weak self] process in
            self?.state.withLock { $0.status = process.terminationStatus }
        }
        try process.run()
    }

    deinit {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// What the program has written so far, to either stream.
    var output: String { state.withLock { $0.output } }

    /// Waits until the program ends with success, and returns what it wrote.
    func finish(
        within limit: Duration = .seconds(60), at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        await eventually(within: limit) { state.withLock { $0.status != nil && $0.isComplete } }
        let status = state.withLock { $0.status }
        try #require(status == 0, "ended with \(status ?? -1):\n\(output)", sourceLocation: location)
        return output
    }

    /// Runs a program to its end with success, and returns what it wrote.
    static func run(
        _ program: String, _ arguments: String..., within limit: Duration = .seconds(60),
        at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await ExternalProgram(program, arguments).finish(within: limit, at: location)
    }
}
