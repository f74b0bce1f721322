import Foundation
import Testing

/// A `gridcached` of our own, on ports that the system picks; it never outlives this object.
final class ServerProcess: Sendable {
    private let process: ChildProcess

    /// What makes a small cluster react quickly, and leaves it time on a busy machine.
    ///
    /// Few virtual nodes, because without the optimiser placing the slots takes long.
    private static let quickReactions = [
        "--probe-interval", "500ms", "--failure-timeout", "500ms", "--suspect-timeout", "2s",
        "--gossip-interval", "50ms", "--virtual-nodes", "16",
    ]

    /// Starts a node that joins `seeds`.
    static func node(
        _ name: String, at address: String = "127.0.0.1:0", clients: String = "127.0.0.1:0",
        seeds: [String] = [], _ arguments: String...
    ) throws -> ServerProcess {
        let joining = seeds.isEmpty ? [] : ["--seed-addrs", seeds.joined(separator: ",")]
        let ports = ["--local-address", address, "--resp-bind-addr", clients]
        return try ServerProcess(
            ["--local-node-id", name] + ports + quickReactions + joining + arguments)
    }

    /// Starts a node under a limit of the shell, such as `-n 100`.
    static func limited(_ limit: String, _ arguments: String...) throws -> ServerProcess {
        let program = Built.program("gridcached").path
        let command =
            ["ulimit \(limit) && exec", program, "--local-node-id solo --local-address 127.0.0.1:0"]
            + ["--resp-bind-addr 127.0.0.1:0"] + quickReactions + arguments
        return try ServerProcess(
            ChildProcess(
                URL(fileURLWithPath: "/bin/sh"), ["-c", command.joined(separator: " ")], environment: [:]))
    }

    private init(_ process: ChildProcess) {
        self.process = process
    }

    /// Starts the program with exactly these arguments.
    init(_ arguments: [String]) throws {
        // Settings of whoever runs the tests must not change them.
        process = try ChildProcess(Built.program("gridcached"), arguments, environment: [:])
    }

    /// Everything that was written.
    var log: String { process.output }

    /// The exit status, once the process has ended.
    var exitStatus: Int32? { process.exitStatus }

    func send(_ signal: Int32) { process.send(signal) }

    /// Changes how many descriptors the process may have open from now on; those that it has stay.
    func limitDescriptors(to count: Int) async throws {
        _ = try await ExternalProgram.run(
            "prlimit", "--pid", "\(process.processID)", "--nofile=\(count):")
    }

    // MARK: The log

    /// The first line about `event` that has all of `fields`.
    func line(_ event: String, _ fields: [String]) -> Substring? {
        log.split(separator: "\n").first { line in
            let words = line.split(separator: " ")
            return words.contains(event[...]) && fields.allSatisfy { words.contains($0[...]) }
        }
    }

    /// Waits for such a line, and returns it.
    @discardableResult
    func waitFor(
        _ event: String, _ fields: String..., within limit: Duration = .seconds(20),
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Substring {
        var found: Substring?
        await eventually(within: limit) {
            found = line(event, fields)
            return found != nil || exitStatus != nil
        }
        found = line(event, fields)
        return try #require(
            found, "no \(event) \(fields) in \(limit); the log is:\n\(log)", sourceLocation: location)
    }

    /// Waits for the end, and returns the exit status.
    func waitForExit(
        within limit: Duration = .seconds(20), at location: SourceLocation = #_sourceLocation
    ) async throws -> Int32 {
        await eventually(within: limit) { exitStatus != nil }
        return try #require(
            exitStatus, "still runs after \(limit); the log is:\n\(log)", sourceLocation: location)
    }

    // MARK: Addresses

    /// Where peers reach the node; waits until it is known.
    func peerAddress() async throws -> String {
        try await waitFor("node.started").field("address")
    }

    /// Where clients reach the node; waits until it serves them.
    func clientPort() async throws -> UInt16 {
        let address = try await waitFor("resp.listening").field("address")
        return try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
    }

    /// Connects so many clients.
    func connect(count: Int) async throws -> [RESPClient] {
        var clients: [RESPClient] = []
        for _ in 0..<count { clients.append(try await connect()) }
        return clients
    }

    /// Waits until the node is ready for requests, and connects.
    func connect() async throws -> RESPClient {
        try await waitFor("node.ready")
        return try RESPClient(port: try await clientPort(), of: self)
    }
}

extension Substring {
    /// The value of a field of a line of the log.
    func field(_ name: String) throws -> String {
        let word = split(separator: " ").first { $0.hasPrefix("\(name)=") }
        return String(try #require(word, "no \(name) in: \(self)").dropFirst(name.count + 1))
    }
}

/// Waits until `condition` holds, at most for `limit`.
///
/// - Returns: whether it does.
@discardableResult
func eventually(within limit: Duration, _ condition: () throws -> Bool) async rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while clock.now < deadline {
        if try condition() { return true }
        // A cancelled test ends soon by itself: the condition is looked at without a pause.
        try? await clock.sleep(for: .milliseconds(20))
    }
    return try condition()
}
