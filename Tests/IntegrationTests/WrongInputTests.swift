import Foundation
import Testing

extension GridcachedTests {
    @Suite("Wrong input")
    struct WrongInputTests {
        @Test("Every problem of the configuration is a line of its own, and the exit status is 2")
        func wrongConfiguration() async throws {
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("gridcached-\(UUID().uuidString).yaml")
            try Data("local_node_id: solo\ncolour: blue\nreplica_count: many\n".utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }

            let node = try ServerProcess(["--config", file.path])

            #expect(try await node.waitForExit() == 2)
            let lines = node.log.split(separator: "\n")
            #expect(lines.count == 2, "\(node.log)")
            #expect(lines.contains { $0.contains(":2:") && $0.contains("colour") }, "\(node.log)")
            #expect(lines.contains { $0.contains(":3:") && $0.contains("replica_count") }, "\(node.log)")
        }

        @Test("A port in use is one clear line, and the exit status is 1")
        func portInUse() async throws {
            let node = try ServerProcess.node("solo")
            let peers = try await node.peerAddress()
            let clients = "127.0.0.1:\(try await node.clientPort())"

            let second = try ServerProcess.node("second", clients: clients)
            let third = try ServerProcess.node("third", at: peers)

            for (other, address) in [(second, clients), (third, peers)] {
                #expect(try await other.waitForExit() == 1)
                let lines = other.log.split(separator: "\n")
                #expect(lines.count == 1, "\(other.log)")
                #expect(lines.first?.contains("already listens on \(address)") == true, "\(other.log)")
            }
        }

        @Test("An address that this machine does not have, and a name that nobody has, are clear lines")
        func unusableAddress() async throws {
            let foreign = try ServerProcess.node("a", at: "192.0.2.1:7946", "--insecure")
            let unknown = try ServerProcess.node("b", at: "no-such-host.invalid:7946", "--insecure")

            for (node, text) in [
                (foreign, "cannot use 192.0.2.1:7946"),
                (unknown, "'no-such-host.invalid' cannot be resolved"),
            ] {
                #expect(try await node.waitForExit() == 1)
                #expect(node.log.split(separator: "\n").count == 1, "\(node.log)")
                #expect(node.log.contains(text), "\(node.log)")
            }
        }

        @Test("A node of another cluster learns from its seed why it is refused, and both say so once")
        func otherCluster() async throws {
            let grid = try ServerProcess.node("grid-1", "--cluster-name", "grid")
            let seed = try await grid.peerAddress()
            let blue = try ServerProcess.node("blue-1", seeds: [seed], "--cluster-name", "blue")

            let line = try await blue.waitFor(
                "link.refused_by_peer", "reason=other_cluster", "address=\(seed)", "cluster=blue",
                "peer_cluster=grid")
            #expect(line.contains("remedy="))
            try await grid.waitFor("link.refused", "reason=other_cluster", "node=blue-1", "cluster=blue")

            // It goes on trying, and serves alone meanwhile.
            try await blue.waitFor("node.ready", "members=1")
            for (node, event) in [(blue, "link.refused_by_peer"), (grid, "link.refused")] {
                let lines = node.log.split(separator: "\n").filter { $0.contains(" \(event) ") }
                #expect(lines.count == 1, "\(node.log)")
            }
        }

        @Test(
            "A node with another setting that must be the same stays outside, and both say which one and why",
            arguments: [
                ("--replica-count", "2", "replica_count=2", "replica_count=3", "replica_count"),
                (
                    "--storage-max-value-mb", "1", "max_value_bytes=1048576", "max_value_bytes=16777216",
                    "storage.max_value_mb"
                ),
            ])
        func otherSettings(
            flag: String, value: String, own: String, usual: String, setting: String
        ) async throws {
            let insider = try ServerProcess.node("insider")
            let seed = try await insider.peerAddress()
            let stranger = try ServerProcess.node("stranger", seeds: [seed], flag, value)

            let strangers = try await stranger.waitFor(
                "link.refused_by_peer", "reason=other_settings", "address=\(seed)", own, "peer_\(usual)")
            #expect(strangers.hasSuffix("remedy=\"not joined: give all members the same \(setting)\""))
            let insiders = try await insider.waitFor(
                "link.refused", "reason=other_settings", "node=stranger", usual, "peer_\(own)")
            #expect(insiders.hasSuffix("remedy=\"give all members the same \(setting)\""))
            try await stranger.waitFor("node.ready", "members=1")
            #expect(!insider.log.contains("member.joined"), "\(insider.log)")
        }

        @Test("Garbage at the peer port is logged once for each host, not once for each connection")
        func garbageIsCounted() async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            let port = try #require(
                try await node.peerAddress().split(separator: ":").last.flatMap { UInt16($0) })
            for _ in 0..<50 {
                let stranger = try RESPClient(port: port)
                try? stranger.send(Array("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n".utf8))
            }
            try await node.waitFor("link.refused", "reason=malformed_hello")

            #expect(try client.call("PING") == .status("PONG"))
            #expect(node.log.split(separator: "\n").count { $0.contains("link.refused") } == 1, "\(node.log)")
        }

        @Test("Keys and values that are too long are refused, and the connection goes on")
        func oversized() async throws {
            let node = try ServerProcess.node("solo", "--storage-max-value-mb", "1")
            let client = try await node.connect()
            let longKey = String(repeating: "k", count: 65_536)
            let longValue = String(repeating: "v", count: 1_048_577)

            guard case .error(let keyMessage) = try client.call("SET", longKey, "v"),
                case .error(let readMessage) = try client.call("GET", longKey),
                case .error(let emptyMessage) = try client.call("GET", ""),
                case .error(let valueMessage) = try client.call("SET", "k", longValue)
            else {
                Issue.record("something too long was accepted")
                return
            }
            #expect(keyMessage == "ERR invalid key: it has 65536 bytes, 1 to 65535 are allowed")
            #expect(readMessage == keyMessage)
            #expect(emptyMessage == "ERR invalid key: it has 0 bytes, 1 to 65535 are allowed")
            #expect(valueMessage.hasPrefix("ERR string exceeds maximum allowed size"))
            #expect(try client.call("SET", "k", String(longValue.dropLast())) == .status("OK"))
            #expect(try client.call("STRLEN", "k") == .integer(1_048_576))
        }

        @Test("A value of half a gigabyte is refused with an error that the client can read")
        func enormousValue() async throws {
            let node = try ServerProcess.node("solo", "--storage-max-value-mb", "1")
            let client = try await node.connect()
            let chunk = [UInt8](repeating: 0x76, count: 1 << 20)

            try client.send(Array("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$536870912\r\n".utf8))
            for _ in 0..<512 { try client.send(chunk) }
            try client.send(Array("\r\n".utf8))

            #expect(
                try client.receive()
                    == .error(
                        "ERR string exceeds maximum allowed size (536870912 bytes, at most 1048576 fit)"))
            #expect(try client.call("GET", "k") == .bulk(nil))
            guard case .bulk(let text?) = try client.call("INFO", "memory") else {
                Issue.record("INFO has no section about the memory")
                return
            }
            let line = try #require(text.split(separator: "\r\n").first { $0.hasPrefix("used_memory_rss:") })
            let residentByteCount = try #require(Int(line.drop { $0 != ":" }.dropFirst()))
            #expect(residentByteCount < 400 << 20)
        }

        @Test("HTTP is cut off before its body is carried out, and the log says so")
        func crossProtocolRequest() async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            let browser = try await node.connect()

            try browser.send(Array("POST / HTTP/1.1\r\nHost: x\r\n\r\nSET k v\r\n".utf8))

            #expect(browser.isClosedByPeer())
            try await node.waitFor("resp.http_refused", "warn")
            #expect(try client.call("GET", "k") == .bulk(nil))
        }

        @Test("The last reply can be read, however much the client has sent after its mistake")
        func lastReply() async throws {
            let node = try ServerProcess.node("solo", "--resp-max-clients", "1")
            let client = try await node.connect()
            try client.send(Array("*1\r\n:4\r\n".utf8) + [UInt8](repeating: 0x78, count: 8 << 20))
            #expect(try client.receive() == .error("ERR Protocol error: expected '$', got ':'"))
            #expect(client.isEndedByPeer())

            let turnedAway = try await node.connect()
            try turnedAway.send([UInt8](repeating: 0x78, count: 8 << 20))
            #expect(try turnedAway.receive() == .error("ERR max number of clients reached"))
            #expect(turnedAway.isEndedByPeer())
        }

        @Test("A client that does not close after its last reply is cut off and leaves its place to another")
        func lingeringClient() async throws {
            let node = try ServerProcess.node("solo", "--resp-max-clients", "1")
            let lingering = try await node.connect()
            defer { withExtendedLifetime(lingering) {} }
            try lingering.send(Array("*1\r\n:4\r\n".utf8))
            #expect(try lingering.receive() == .error("ERR Protocol error: expected '$', got ':'"))

            let port = try await node.clientPort()
            let isServed = await eventually(within: .seconds(20)) {
                (try? RESPClient(port: port).call("PING")) == .status("PONG")
            }
            #expect(isServed)
        }

        @Test("Garbage at either port harms nobody else", arguments: [1, 2, 3])
        func garbage(seed: UInt64) async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            #expect(try client.call("SET", "key", "value") == .status("OK"))
            let peerPort = try #require(
                try await node.peerAddress().split(separator: ":").last.flatMap { UInt16($0) })
            let clientPort = try await node.clientPort()
            var random = Noise(state: seed)

            for port in [peerPort, clientPort] {
                var strangers: [RESPClient] = []
                for bytes in Self.attacks(&random) {
                    let stranger = try RESPClient(port: port)
                    // The node may close before it has read everything.
                    try? stranger.send(bytes)
                    strangers.append(stranger)
                    #expect(try client.call("GET", "key") == .bulk("value"), "after \(bytes.prefix(64))")
                }
                withExtendedLifetime(strangers) {}
            }

            #expect(node.exitStatus == nil, "\(node.log)")
            #expect(try await node.connect().call("GET", "key") == .bulk("value"))
            #expect(node.line("member.joined", []) == nil)
        }

        /// Noise, requests that are cut off, and requests that promise more than anybody has.
        private static func attacks(_ random: inout Noise) -> [[UInt8]] {
            let whole = RESPClient.encode(["SET", "some key", "some value"])
            let truncated = (1..<whole.count).map { Array(whole[..<$0]) }
            let lies = [
                "*1000000000\r\n", "*3\r\n$3\r\nSET\r\n$1000000000000\r\n", "*-5\r\n$3\r\n", "$$$\r\n\r\n",
                "*1\r\n$99999999999999999999\r\n", "*2147483648\r\n", "GET\r\n", "\0\0\0\0\r\n",
                "*2\r\n$3\r\nGET\r\n$3\r\nkeyXX", String(repeating: "x", count: 100_000),
            ]
            let noise = (0..<20).map { length in
                (0..<(length * length * 8)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            }
            return truncated + lies.map { Array($0.utf8) } + noise
        }
    }
}

/// Bytes that follow from a seed.
private struct Noise {
    var state: UInt64

    // SplitMix64, from Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
