import Foundation
import Testing

/// A program of the system, run to its end; it never outlives this object.
final class ExternalProgram: Sendable {
    private let process: ChildProcess

    /// Starts a program that is found as a shell finds it.
    init(_ program: String, _ arguments: [String]) throws {
        process = try ChildProcess(
            URL(fileURLWithPath: "/usr/bin/env"), [program] + arguments,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Waits until the program ends with success, and returns what it wrote to either stream.
    func finish(
        within limit: Duration = .seconds(60), at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        await eventually(within: limit) { process.exitStatus != nil }
        let status = try #require(
            process.exitStatus, "still runs after \(limit):\n\(process.output)", sourceLocation: location)
        try #require(status == 0, "ended with \(status):\n\(process.output)", sourceLocation: location)
        return process.output
    }

    /// Runs a program to its end with success, and returns what it wrote.
    static func run(
        _ program: String, _ arguments: String..., within limit: Duration = .seconds(60),
        at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await ExternalProgram(program, arguments).finish(within: limit, at: location)
    }
}
