import GridReplication
import GridSidecar
import Testing

@Suite("Commands about the whole server")
struct AdministrativeCommandTests {
    @Test("INFO names its sections in lower case and is answered with text")
    func info() {
        let harness = SessionHarness()

        #expect(harness.command("INFO Server CLIENTS") == "$18\r\n# server+clients\r\n\r\n")
        harness.command("HELLO 3")
        #expect(harness.command("INFO") == "=8\r\ntxt:# \r\n\r\n")
        #expect(
            harness.administrativeRequests
                == [.describe(sections: ["server", "clients"]), .describe(sections: [])])
    }

    @Test("CONFIG GET hands over its patterns and is answered with a map")
    func configGet() {
        let harness = SessionHarness()

        #expect(harness.command("CONFIG GET SAVE") == "*2\r\n$4\r\nsave\r\n$0\r\n\r\n")
        #expect(harness.command("CONFIG GET nosuch") == "*0\r\n")
        harness.command("HELLO 3")
        #expect(
            harness.command("CONFIG GET max* s?ve")
                == "%2\r\n$9\r\nmaxmemory\r\n$1\r\n0\r\n$4\r\nsave\r\n$0\r\n\r\n")
        #expect(
            harness.administrativeRequests.last
                == .listSettings(matching: [GlobPattern(Array("max*".utf8)), GlobPattern(Array("s?ve".utf8))])
        )
    }

    @Test("CONFIG SET is refused")
    func configSet() {
        #expect(
            SessionHarness().command("CONFIG SET maxmemory 1")
                == "-ERR CONFIG SET is not supported: the configuration is read when the server starts\r\n")
    }

    @Test("FLUSHALL and FLUSHDB remove every entry")
    func flush() {
        for command in ["FLUSHALL", "flushdb", "FLUSHALL SYNC"] {
            let harness = SessionHarness()
            harness.command("MSET a 1 b 2")
            #expect(harness.command("DBSIZE") == ":2\r\n")
            #expect(harness.command(command) == "+OK\r\n", "\(command)")
            #expect(harness.command("DBSIZE") == ":0\r\n")
        }
    }

    @Test("A failure of the server is an error, and the connection goes on")
    func failure() {
        let harness = SessionHarness()
        harness.administrativeAnswer = .failed(.shuttingDown)

        #expect(
            harness.command("FLUSHALL") == "-CLUSTERDOWN this node is shutting down; nothing was done\r\n")
        #expect(harness.command("PING") == "+PONG\r\n")
    }

    @Test("Conditions on the current expiry are refused clearly")
    func expiryConditions() {
        for condition in ["NX", "XX", "GT", "LT"] {
            #expect(
                SessionHarness().command("EXPIRE k 10 \(condition)")
                    == "-ERR Unsupported option \(condition): an expiry cannot be changed depending on the current one\r\n"
            )
        }
    }
}
