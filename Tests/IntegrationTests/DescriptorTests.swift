import Foundation
import Testing

extension GridcachedTests {
    @Suite("Descriptors")
    struct DescriptorTests {
        @Test("The limit of open files is raised for the clients that are wanted")
        func raised() async throws {
            let node = try ServerProcess.limited("-Sn 200", "--resp-max-clients", "300")
            try await node.waitFor("process.descriptor_limit_raised", "from=200", "to=428")
            let client = try await node.connect()

            let setting = try client.call("CONFIG", "GET", "maxclients")
            #expect(setting == .array([.bulk("maxclients"), .bulk("300")]))
        }

        @Test("Fewer clients are served when the limit cannot be raised, and the log says so")
        func reduced() async throws {
            let node = try ServerProcess.limited("-n 200", "--resp-max-clients", "300")
            try await node.waitFor(
                "resp.max_clients_reduced", "warn", "from=300", "to=72", "descriptor_limit=200", "needed=428")
            let clients = try await node.connect(count: 72)
            for client in clients { #expect(try client.call("PING") == .status("PONG")) }

            let oneTooMany = try await node.connect()
            #expect(try oneTooMany.receive() == .error("ERR max number of clients reached"))
        }

        @Test("Without descriptors for any client the program ends with a clear line")
        func none() async throws {
            let node = try ServerProcess.limited("-n 100")

            #expect(try await node.waitForExit() == 1)
            let lines = node.log.split(separator: "\n")
            #expect(lines.count == 1, "\(node.log)")
            #expect(lines.first?.contains("may open 100 files and sockets") == true, "\(node.log)")
        }

        @Test(
            "A client that finds no descriptor left waits for one, and the node neither spins nor is silent")
        func exhausted() async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            #expect(try client.call("PING") == .status("PONG"))
            try await node.limitDescriptors(to: 3)

            let waiting = try await node.connect()
            try waiting.send(RESPClient.encode(["PING"]))
            try await node.waitFor("resp.client_not_accepted", "error")
            let before = try Self.processorTime(client)
            try await Task.sleep(for: .seconds(1))
            #expect(try Self.processorTime(client) - before < 0.5)

            try await node.limitDescriptors(to: 1_000)
            #expect(try waiting.receive() == .status("PONG"))
        }

        /// The processor time that a node has used, in seconds.
        private static func processorTime(_ client: RESPClient) throws -> Double {
            guard case .bulk(let text?) = try client.call("INFO", "cpu") else { return .nan }
            let fields = text.split(separator: "\r\n").filter { $0.hasPrefix("used_cpu_") }
            return fields.prefix(2).compactMap { $0.split(separator: ":").last.flatMap { Double($0) } }
                .reduce(0, +)
        }
    }
}
