import GridDeterminism
import GridReplication
import GridSidecar
import Testing

@Suite("CommandSession")
struct CommandSessionTests {
    @Test("Pipelined commands are answered in order, whether they need the cache or not")
    func pipeline() {
        let harness = SessionHarness()
        let lines = ["PING a", "SET k v", "GET k", "ECHO b", "NOSUCH", "MGET k x", "DBSIZE", "PING c"]
        let expected =
            "$1\r\na\r\n+OK\r\n$1\r\nv\r\n$1\r\nb\r\n"
            + "-ERR unknown command 'NOSUCH', with args beginning with: \r\n*2\r\n$1\r\nv\r\n$-1\r\n:1\r\n$1\r\nc\r\n"

        let output = harness.send(lines.flatMap(SessionHarness.request))

        #expect(String(decoding: output, as: UTF8.self) == expected)
        let commandCount = harness.session.commandCount
        #expect(commandCount == 8)
    }

    @Test("The answers do not depend on how the requests are cut", arguments: [1, 2, 3, 5, 7, 11, 64])
    func chunking(byteCount: Int) {
        let bytes = recordedConversations.filter { $0.name != "The connection" }
            .flatMap { $0.exchanges.flatMap { SessionHarness.request($0.command) } }
        let whole = SessionHarness().send(bytes)
        let harness = SessionHarness()
        var pieces: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: byteCount) {
            pieces += harness.send(Array(bytes[start..<min(start + byteCount, bytes.count)]))
        }

        #expect(pieces == whole)
        #expect(whole.count > 5000)
    }

    @Test("Known commands with random arguments never trap", arguments: 0..<20 as Range<UInt64>)
    func randomCommands(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let names = recordedConversations.flatMap { $0.exchanges.map { $0.command } }
        let words = [
            "", "k", "NX", "XX", "GET", "EX", "PXAT", "KEEPTTL", "PERSIST", "0", "-1", "9223372036854775807",
            "-9223372036854775808", "9223372036854775", "1700000000", "AUTH", "SETNAME", "ID", "TYPE",
            "FILTERBY",
        ]
        let harness = SessionHarness()
        harness.command(seed % 2 == 0 ? "HELLO 2" : "HELLO 3")
        for _ in 0..<400 {
            var arguments = names[random.next(below: names.count)].split(separator: " ").map(String.init)
            arguments.removeLast(random.next(below: arguments.count + 1))
            if arguments.isEmpty { arguments = ["SET"] }
            for _ in 0..<random.next(below: 5) { arguments.append(words[random.next(below: words.count)]) }
            let line = arguments.joined(separator: " ")
            if line.uppercased().hasPrefix("QUIT") { continue }
            let reply = harness.command(line)
            #expect(reply.hasSuffix("\r\n"), "seed \(seed): \(line)")
        }
    }

    @Test("A damaged request is answered after those before it, and the connection closed")
    func protocolError() {
        let harness = SessionHarness()

        #expect(
            harness.sendRaw("PING\r\n*1\r\n:4\r\nPING\r\nPING\r\n")
                == "+PONG\r\n-ERR Protocol error: expected '$', got ':'\r\n")
        #expect(harness.isClosed)
        #expect(harness.sendRaw("PING\r\n") == "")
    }

    @Test("QUIT is answered; what follows it is not")
    func quit() {
        let harness = SessionHarness()

        #expect(harness.sendRaw("QUIT\r\nPING\r\n") == "+OK\r\n")
        #expect(harness.isClosed)
    }

    @Test("HELLO introduces the server in the version that it switches to")
    func hello() {
        let harness = SessionHarness()
        let body =
            "$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.4.0\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:7\r\n"
            + "$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n"

        #expect(harness.command("HELLO 3 AUTH default x SETNAME me") == "%7\r\n" + body)
        #expect(harness.command("CLIENT GETNAME") == "$2\r\nme\r\n")
        #expect(harness.command("HELLO") == "%7\r\n" + body)
        #expect(harness.command("HELLO 2") == "*14\r\n" + body.replacing(":3\r\n", with: ":2\r\n"))
    }

    @Test("A HELLO that is refused changes nothing")
    func refusedHello() {
        let harness = SessionHarness()
        harness.command("HELLO 3 SETNAME me FOO")
        harness.command("HELLO 3 SETNAME me AUTH nobody x")

        #expect(harness.command("CLIENT GETNAME") == "$-1\r\n")
    }

    @Test("RESET goes back to version 2 and forgets the name")
    func reset() {
        let harness = SessionHarness()
        harness.command("HELLO 3 SETNAME me")

        #expect(harness.command("RESET") == "+RESET\r\n")
        #expect(harness.command("CLIENT GETNAME") == "$-1\r\n")
    }

    @Test("There is one key space, number 0")
    func select() {
        #expect(SessionHarness().command("SELECT 0") == "+OK\r\n")
        #expect(SessionHarness().command("SELECT 1") == "-ERR DB index is out of range\r\n")
    }

    @Test("The connection describes itself, with what the client said about its library")
    func clientInfo() {
        let harness = SessionHarness()
        harness.command("CLIENT SETINFO LIB-NAME redis-py")
        harness.command("client setinfo lib-ver 5.0.1")
        harness.command("CLIENT SETNAME me")
        harness.now = SessionHarness.start + .seconds(9)
        let line =
            "id=7 addr=192.0.2.1:50000 laddr=192.0.2.2:6379 name=me age=9 idle=0 flags=N db=0 sub=0 psub=0 "
            + "ssub=0 multi=-1 cmd=client|info user=default resp=2 lib-name=redis-py lib-ver=5.0.1\n"

        #expect(harness.command("CLIENT INFO") == "$\(line.utf8.count)\r\n\(line)\r\n")
        let list = line.replacing("|info", with: "|list")
        for command in ["CLIENT LIST", "CLIENT LIST TYPE normal", "CLIENT LIST ID 3 7"] {
            #expect(harness.command(command) == "$\(list.utf8.count)\r\n\(list)\r\n", "\(command)")
        }
        #expect(harness.command("CLIENT ID") == ":7\r\n")
    }

    @Test("Library attributes are checked")
    func clientSetInfo() {
        let harness = SessionHarness()

        #expect(harness.command("CLIENT SETINFO FOO x") == "-ERR Unrecognized option 'FOO'\r\n")
        #expect(
            harness.command("CLIENT SETINFO LIB-VER two·words")
                == "-ERR lib-ver cannot contain spaces, newlines or special characters.\r\n")
        #expect(
            harness.command("CLIENT SETINFO LIB-NAME")
                == "-ERR wrong number of arguments for 'client|setinfo' command\r\n")
        #expect(harness.command("CLIENT NO-TOUCH on") == "+OK\r\n")
        #expect(harness.command("CLIENT NO-TOUCH x") == "-ERR syntax error\r\n")
        #expect(
            harness.command("CLIENT REPLY off")
                == "-ERR CLIENT REPLY OFF and SKIP are not supported: every request is answered\r\n")
    }

    @Test("Remaining times are told at the time of the command")
    func remainingTimes() {
        let harness = SessionHarness()
        harness.command("SET k v PX 10000")

        #expect(harness.command("PTTL k") == ":10000\r\n")
        harness.now = SessionHarness.start + .milliseconds(8501)
        #expect(harness.command("PTTL k") == ":1499\r\n")
        #expect(harness.command("TTL k") == ":1\r\n")
        harness.now = SessionHarness.start + .milliseconds(10000)
        #expect(harness.command("PTTL k") == ":-2\r\n")
        #expect(harness.command("GET k") == "$-1\r\n")
    }

    @Test("TIME tells seconds and microseconds")
    func time() {
        let harness = SessionHarness()
        harness.now = SessionHarness.start + .milliseconds(7)

        #expect(harness.command("TIME") == "*2\r\n$10\r\n1700000000\r\n$4\r\n7000\r\n")
    }
}
