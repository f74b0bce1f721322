import GridSidecar
import Testing

@Suite("Requests that are refused")
struct RefusedRequestTests {
    private static let longKey = String(repeating: "k", count: 65_536)
    private static let keyError = "-ERR invalid key: it has 65536 bytes, 1 to 65535 are allowed\r\n"

    @Test(
        "An impossible key beside others keeps the whole command from being begun",
        arguments: [
            "MSET ok 1 KEY v", "MSET KEY v ok 1", "DEL ok KEY", "UNLINK KEY ok", "EXISTS ok KEY",
            "MGET ok KEY",
        ])
    func longKey(line: String) {
        let harness = SessionHarness()
        harness.command("SET kept 1")
        let countBefore = harness.requests.count

        #expect(harness.command(line.replacing("KEY", with: Self.longKey)) == Self.keyError)
        #expect(harness.requests.count == countBefore)
        #expect(harness.command("GET ok") == "$-1\r\n")
    }

    @Test("An empty key is an impossible one")
    func emptyKey() {
        let harness = SessionHarness()

        #expect(
            harness.sendRaw("*5\r\n$4\r\nMSET\r\n$1\r\na\r\n$1\r\n1\r\n$0\r\n\r\n$1\r\n2\r\n")
                == "-ERR invalid key: it has 0 bytes, 1 to 65535 are allowed\r\n")
        #expect(harness.requests.isEmpty)
    }

    @Test("A value that is too long is refused with all that stands beside it, and the connection goes on")
    func longValue() {
        let configuration = SessionConfiguration(limits: RESPLimits(maximumKeptBulkByteCount: 8))
        let harness = SessionHarness(configuration: configuration)

        #expect(
            harness.command("MSET a 1 b 123456789")
                == "-ERR string exceeds maximum allowed size (9 bytes, at most 8 fit)\r\n")
        #expect(harness.requests.isEmpty)
        #expect(!harness.isClosed)
        #expect(harness.command("MSET a 1 b 12345678") == "+OK\r\n")
    }

    @Test("A request that is too long altogether is refused, and the connection goes on")
    func longRequest() {
        let configuration = SessionConfiguration(limits: RESPLimits(maximumRequestByteCount: 40))
        let harness = SessionHarness(configuration: configuration)

        #expect(
            harness.command("MSET a 123456789 b 123456789")
                == "-ERR the request is too long: its arguments may have 40 bytes together\r\n")
        #expect(harness.requests.isEmpty)
        #expect(harness.command("PING") == "+PONG\r\n")
    }
}
