import GridIdentity
import GridReplication
import GridSidecar
import Testing

@Suite("Failures of the cluster")
struct FailureReplyTests {
    private static let silent = [NodeID(name: "b", epoch: 1), NodeID(name: "c", epoch: 2)]

    /// The answer to `line` when every request about `k` fails so.
    private func answer(_ line: String, _ failure: OperationFailure) -> String {
        let harness = SessionHarness()
        harness.command("SET other v")
        harness.failures = [("k", failure)]
        return harness.command(line)
    }

    @Test("A read that timed out asks to try again; it is never a missing value")
    func readTimesOut() {
        #expect(
            answer("GET k", .timedOut(answered: 1, required: 2, silent: Self.silent))
                == "-TRYAGAIN 1 of 2 required owners answered in time (silent: b, c); try again\r\n")
        #expect(
            answer("GET k", .ownersUnreachable(answered: 0, required: 1, unreachable: Self.silent))
                == "-CLUSTERDOWN 0 of 1 required owners answered, the others cannot be reached "
                + "(unreachable: b, c); try again\r\n")
    }

    @Test("A write in doubt says so, with a word that no client library answers by repeating it")
    func writeInDoubt() {
        #expect(
            answer("SET k v", .timedOut(answered: 0, required: 1, silent: [Self.silent[0]]))
                == "-TIMEOUT 0 of 1 required owners answered in time (silent: b); the write may have been applied\r\n"
        )
        #expect(
            answer("SET k v", .ownersUnreachable(answered: 1, required: 2, unreachable: [Self.silent[0]]))
                == "-TIMEOUT 1 of 2 required owners answered, the others cannot be reached (unreachable: b); "
                + "the write may have been applied\r\n")
        // It waits for the owners, and is applied when one comes back.
        #expect(
            answer("SET k v", .ownersUnreachable(answered: 0, required: 1, unreachable: []))
                == "-TIMEOUT 0 of 1 required owners answered, the others cannot be reached; "
                + "the write may have been applied\r\n")
    }

    @Test("A write that was not applied says so")
    func writeRefused() {
        #expect(
            answer("SET k v", .valueTooLarge(byteCount: 20, maximum: 10))
                == "-ERR string exceeds maximum allowed size (20 bytes, at most 10 fit)\r\n")
        #expect(
            answer("SET k v", .invalidKey(byteCount: 70_000, maximum: 65_536))
                == "-ERR invalid key: it has 70000 bytes, 1 to 65536 are allowed\r\n")
        #expect(
            answer("SET k v", .overloaded(pending: 9, maximum: 8))
                == "-BUSY 9 requests are waiting, 8 are allowed; it was not applied, try again later\r\n")
        #expect(
            answer("SET k v", .clockTooFarAhead)
                == "-ERR an owner refused the write, because the clock of this node is too far ahead\r\n")
    }

    @Test(
        "Every command of keys answers a failure with an error",
        arguments: [
            "GET k", "SET k v", "SET k v GET", "SET k v NX", "SETNX k v", "SETEX k 5 v", "PSETEX k 5 v",
            "GETSET k v",
            "GETDEL k", "GETEX k", "GETEX k PERSIST", "MGET other k", "MSET other 1 k 2", "DEL other k",
            "UNLINK k",
            "EXISTS other k", "TOUCH k", "EXPIRE k 5", "PEXPIRE k 5", "EXPIREAT k 1", "PEXPIREAT k 1",
            "TTL k", "PTTL k",
            "EXPIRETIME k", "PEXPIRETIME k", "PERSIST k", "STRLEN k", "TYPE k",
        ])
    func everyCommand(line: String) {
        let reply = answer(line, .timedOut(answered: 0, required: 1, silent: []))

        #expect(reply.hasPrefix("-T"), "\(reply)")
        #expect(reply.contains("0 of 1 required owners answered in time"))
    }

    @Test("A command of many keys is an error as a whole when any key failed, and tells how many did")
    func manyKeys() {
        let failure = OperationFailure.ownersUnreachable(answered: 0, required: 1, unreachable: [])
        let reason = " 0 of 1 required owners answered, the others cannot be reached; "

        #expect(
            answer("MGET other k x", failure)
                == "-CLUSTERDOWN" + reason + "try again (1 of 3 keys failed)\r\n")
        #expect(
            answer("DEL other k k", failure)
                == "-TIMEOUT" + reason
                + "the write may have been applied (2 of 3 keys failed; the others were carried out)\r\n")
    }

    @Test("Of several failures the one that leaves a write in doubt is told")
    func worstFailure() {
        let harness = SessionHarness()
        harness.failures = [
            ("a", .overloaded(pending: 2, maximum: 1)),
            ("b", .timedOut(answered: 0, required: 1, silent: [])),
        ]

        #expect(
            harness.command("MSET a 1 b 2 c 3")
                == "-TIMEOUT 0 of 1 required owners answered in time; the write may have been applied "
                + "(2 of 3 keys failed; the others were carried out)\r\n")
    }

    @Test("After a failure the connection goes on")
    func connectionGoesOn() {
        let harness = SessionHarness()
        harness.failures = [("k", .shuttingDown)]

        #expect(
            harness.sendRaw("GET k\r\nPING\r\n")
                == "-CLUSTERDOWN this node is shutting down; nothing was done\r\n+PONG\r\n")
    }
}
