import Foundation
import Testing

extension GridcachedTests {
    @Suite("Three nodes")
    struct ClusterTests {
        @Test("What is written through one node is read through the others")
        func replication() async throws {
            let nodes = try await Self.cluster()
            defer { withExtendedLifetime(nodes) {} }
            let clients = try await Self.clients(of: nodes)
            let keys = (0..<300).map { "key:\($0)" }

            let writes = try clients[0].pipeline(keys.map { ["SET", $0, $0] })
            #expect(writes == Array(repeating: .status("OK"), count: keys.count))
            for client in clients { #expect(try await Self.holds(keys, client)) }

            let deletion = try clients[1].call("DEL", keys[0])
            #expect(deletion == .integer(1))
            let isGone = try await eventually(within: .seconds(10)) {
                try clients[2].call("GET", keys[0]) == .bulk(nil)
            }
            #expect(isGone)
            // What one member forgets would come back from the others.
            guard case .error(let message) = try clients[0].call("FLUSHALL") else {
                Issue.record("FLUSHALL was not refused")
                return
            }
            #expect(message.hasPrefix("ERR this node is one of 3 members"))
        }

        @Test(
            "Nothing acknowledged is lost when a node is killed, and it gets its data back when it restarts")
        func crash() async throws {
            var nodes = try await Self.cluster()
            defer { withExtendedLifetime(nodes) {} }
            let writer = Writer(to: try await nodes[0].clientPort(), prefix: "load")
            #expect(await eventually(within: .seconds(20)) { writer.acknowledgedCount > 200 })

            nodes[2].send(SIGKILL)
            try await nodes[0].waitFor("member.died", "member=gamma")
            let countAtDeath = writer.acknowledgedCount
            #expect(await eventually(within: .seconds(20)) { writer.acknowledgedCount > countAtDeath + 200 })
            let keys = await writer.stop()

            for client in try await Self.clients(of: Array(nodes[..<2])) {
                #expect(try await Self.holds(keys, client))
            }

            nodes[2] = try ServerProcess.node("gamma", seeds: [try await nodes[0].peerAddress()])
            try await nodes[2].waitFor("node.ready", within: .seconds(30))
            let client = try await nodes[2].connect()
            #expect(try await Self.holds(keys, client))
            // Each of three owns everything, so the restarted node has a copy of each key of its own in the end.
            let hasAll = try await eventually(within: .seconds(30)) {
                try client.call("DBSIZE") == .integer(keys.count)
            }
            #expect(hasAll)
        }

        @Test("A node that is told to stop leaves the cluster, and its last writes stay")
        func leave() async throws {
            let nodes = try await Self.cluster()
            defer { withExtendedLifetime(nodes) {} }
            let clients = try await Self.clients(of: nodes)
            let keys = (0..<200).map { "last:\($0)" }
            #expect(
                try clients[1].pipeline(keys.map { ["SET", $0, $0] }) == keys.map { _ in .status("OK") })

            nodes[1].send(SIGTERM)

            #expect(try await nodes[1].waitForExit() == 0)
            for other in [nodes[0], nodes[2]] {
                try await other.waitFor("member.left", "member=beta")
                #expect(other.line("member.died", ["member=beta"]) == nil)
            }
            for client in [clients[0], clients[2]] { #expect(try await Self.holds(keys, client)) }
        }

        @Test("A rolling restart loses nothing, even with one copy of each key")
        func rollingRestart() async throws {
            var nodes = try await Self.cluster(copies: 1)
            defer { withExtendedLifetime(nodes) {} }
            let keys = (0..<500).map { "rolling:\($0)" }
            let writer = try await nodes[0].connect()
            #expect(try writer.pipeline(keys.map { ["SET", $0, $0] }) == keys.map { _ in .status("OK") })

            for (index, name) in ["alpha", "beta", "gamma"].enumerated() {
                nodes[index].send(SIGTERM)
                #expect(try await nodes[index].waitForExit() == 0)

                let other = nodes[(index + 1) % 3]
                let client = try await other.connect()
                #expect(try await Self.holds(keys, client), "after \(name) left")
                nodes[index] = try ServerProcess.node(
                    name, seeds: [try await other.peerAddress()], "--replica-count", "1")
                try await nodes[index].waitFor("node.ready", within: .seconds(30))
                try await other.waitFor("member.replaced", "member=\(name)")
            }
            for client in try await Self.clients(of: nodes) { #expect(try await Self.holds(keys, client)) }
        }

        @Test("Of two processes with one name the one that started later wins, and the other one ends")
        func duplicateName() async throws {
            let nodes = try await Self.cluster()
            defer { withExtendedLifetime(nodes) {} }
            let rival = try ServerProcess.node("beta", seeds: [try await nodes[0].peerAddress()])
            try await rival.waitFor("node.ready", within: .seconds(30))

            #expect(try await nodes[1].waitForExit(within: .seconds(40)) == 1)

            let line = try #require(nodes[1].line("node.replaced", ["error", "node=beta"]))
            #expect(try line.field("winner_address") == (try await rival.peerAddress()))
            #expect(rival.exitStatus == nil)
        }

        @Test("A node of another cluster is turned away, and the log says so")
        func otherCluster() async throws {
            let node = try ServerProcess.node("solo")
            try await node.waitFor("node.ready")

            let stranger = try ServerProcess.node(
                "stranger", seeds: [try await node.peerAddress()], "--cluster-name", "elsewhere")

            try await node.waitFor(
                "link.refused", "reason=other_cluster", "node=stranger", "cluster=elsewhere")
            try await stranger.waitFor("node.ready", "members=1", within: .seconds(30))
            #expect(node.line("member.joined", []) == nil)
        }

        // MARK: Support

        /// Starts three nodes and waits until each knows all.
        private static func cluster(copies: Int = 3) async throws -> [ServerProcess] {
            let first = try ServerProcess.node("alpha", "--replica-count", "\(copies)")
            let seed = try await first.peerAddress()
            let nodes =
                try [first]
                + ["beta", "gamma"].map { name in
                    try ServerProcess.node(name, seeds: [seed], "--replica-count", "\(copies)")
                }
            for node in nodes {
                try await node.waitFor("node.ready", within: .seconds(30))
                let client = try await node.connect()
                let knowsAll = try await eventually(within: .seconds(30)) {
                    guard case .bulk(let text?) = try client.call("INFO", "gridcache") else { return false }
                    return text.contains("live_members:3\r\n")
                }
                try #require(knowsAll, "the log is:\n\(node.log)")
            }
            return nodes
        }

        private static func clients(of nodes: [ServerProcess]) async throws -> [RESPClient] {
            var clients: [RESPClient] = []
            for node in nodes { clients.append(try await node.connect()) }
            return clients
        }

        /// Whether a node gives each key its own name as value, now or soon.
        private static func holds(_ keys: [String], _ client: RESPClient) async throws -> Bool {
            try await eventually(within: .seconds(20)) {
                try client.pipeline(keys.map { ["GET", $0] }) == keys.map { .bulk($0) }
            }
        }
    }
}
