import Foundation
import Testing

extension GridcachedTests {
    @Suite("One node")
    struct SingleNodeTests {
        @Test("redis-cli stores, reads, and sees expiries")
        func commandLineClient() async throws {
            let node = try ServerProcess.node("solo")
            try await node.waitFor("node.ready", "members=1")
            let port = "\(try await node.clientPort())"
            func redis(_ arguments: String...) async throws -> String {
                let program = try ExternalProgram("redis-cli", ["-p", port] + arguments)
                return try await program.finish(within: .seconds(20)).trimmingCharacters(in: .newlines)
            }

            #expect(try await redis("SET", "greeting", "hello", "EX", "100") == "OK")
            #expect(try await redis("GET", "greeting") == "hello")
            #expect(try await redis("TTL", "greeting") == "100")
            #expect(try await redis("GET", "absent") == "")
            #expect(try await redis("FLUSHALL") == "OK")
            #expect(try await redis("DBSIZE") == "0")
            #expect(try await redis("INFO", "server").contains("redis_mode:standalone"))
        }

        @Test("Pipelined commands are answered in their order")
        func pipelining() async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            let writes = (0..<1_000).map { ["SET", "key:\($0)", "value:\($0)"] }
            let reads = (0..<1_000).map { ["GET", "key:\($0)"] }

            #expect(try client.pipeline(writes) == Array(repeating: .status("OK"), count: 1_000))
            #expect(try client.pipeline(reads) == (0..<1_000).map { .bulk("value:\($0)") })
            #expect(try client.call("DBSIZE") == .integer(1_000))
        }

        @Test("A client that sends without reading is served when it reads at last")
        func backpressure() async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            let value = String(repeating: "v", count: 100_000)
            #expect(try client.call("SET", "large", value) == .status("OK"))

            // 30 MB of replies are more than the sockets hold.
            try client.send((0..<300).flatMap { _ in RESPClient.encode(["GET", "large"]) })
            let other = try await node.connect()
            #expect(try other.call("PING") == .status("PONG"))
            for _ in 0..<300 { #expect(try client.receive() == .bulk(value)) }
        }

        @Test("With the defaults the largest value can be stored, however badly it compresses")
        func largestValue() async throws {
            let node = try ServerProcess.node("solo")
            let client = try await node.connect()
            var random = SystemRandomNumberGenerator()
            let value = (0..<(2 << 20)).map { _ in String(random.next(), radix: 16).suffix(8) }.joined()
                .padding(toLength: 16 << 20, withPad: "x", startingAt: 0)

            #expect(try client.call("SET", String(repeating: "k", count: 65_535), value) == .status("OK"))
            #expect(try client.call("STRLEN", String(repeating: "k", count: 65_535)) == .integer(16 << 20))
        }

        @Test("redis-benchmark runs to its end")
        func benchmark() async throws {
            let node = try ServerProcess.node("solo")
            try await node.waitFor("node.ready")
            let port = "\(try await node.clientPort())"

            let report = try await ExternalProgram.run(
                "redis-benchmark", "-p", port, "-q", "-n", "20000", "-P", "16", "-t", "ping,set,get,mset")

            for test in ["PING_INLINE", "PING_MBULK", "SET", "GET", "MSET (10 keys)"] {
                #expect(report.contains("\(test): "), "\(report)")
            }
        }

        @Test(
            "redis-py works with both versions of the protocol",
            .enabled(if: Built.requiresPython, "redis-py is not there; run .ci/setup --tests"),
            arguments: [2, 3])
        func pythonClient(version: Int) async throws {
            let node = try ServerProcess.node("solo")
            try await node.waitFor("node.ready")
            let script = """
                import redis
                r = redis.Redis(port=\(try await node.clientPort()), protocol=\(version), decode_responses=True)
                assert r.set('a', '1', px=100000) is True
                assert r.get('a') == '1'
                assert 0 < r.pttl('a') <= 100000
                assert r.set('a', '2', nx=True) is None
                assert r.set('a', '2', xx=True, get=True) == '1'
                assert r.mset({'b': 'x', 'c': 'y'}) is True
                assert r.mget('a', 'b', 'c', 'd') == ['2', 'x', 'y', None]
                assert r.exists('a', 'b', 'd') == 2
                assert r.delete('a', 'd') >= 1
                assert r.persist('b') is False
                assert r.expire('b', 10) is True
                assert r.type('c') == 'string'
                with r.pipeline(transaction=False) as p:
                    for i in range(500): p.set(f'k{i}', i)
                    assert all(p.execute())
                assert r.dbsize() == 502
                assert r.info('server')['redis_mode'] == 'standalone'
                assert r.info()['keyspace_hits'] > 0
                assert r.config_get('maxmemory')['maxmemory'].isdigit()
                assert r.flushdb() is True
                assert r.dbsize() == 0
                print('done')
                """

            let output = try await ExternalProgram.run(Built.python.path, "-c", script)

            #expect(output == "done\n")
        }

        @Test("One client too many is told so in Redis' words")
        func clientLimit() async throws {
            let node = try ServerProcess.node("solo", "--resp-max-clients", "2")
            let first = try await node.connect()
            var second: RESPClient? = try await node.connect()
            #expect(try first.call("PING") == .status("PONG"))
            #expect(try second?.call("PING") == .status("PONG"))

            let third = try await node.connect()
            #expect(try third.receive() == .error("ERR max number of clients reached"))
            #expect(third.isClosedByPeer())

            second = nil
            let port = try await node.clientPort()
            let isServedAgain = await eventually(within: .seconds(10)) {
                (try? RESPClient(port: port).call("PING")) == .status("PONG")
            }
            #expect(isServedAgain)
        }
    }
}
