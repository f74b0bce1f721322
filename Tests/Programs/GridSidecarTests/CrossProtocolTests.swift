import GridSidecar
import Testing

@Suite("HTTP at the port for Redis clients")
struct CrossProtocolTests {
    @Test(
        "A request of a browser is cut off before its body is carried out",
        arguments: [
            "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nSET k v\r\n",
            "GET / HTTP/1.1\r\nhOST: x\r\n\r\nSET k v\r\n",
            "*2\r\n$4\r\npost\r\n$1\r\nx\r\nSET k v\r\n",
        ])
    func browser(request: String) {
        let harness = SessionHarness()

        harness.sendRaw(request)

        #expect(harness.isAborted)
        #expect(harness.requests.isEmpty)
    }

    @Test("Nothing is carried out after the cut, however late it arrives")
    func afterwards() {
        let harness = SessionHarness()
        harness.sendRaw("Host: x\r\n")

        harness.sendRaw("SET k v\r\n")

        #expect(harness.requests.isEmpty)
    }

    @Test("A longer or shorter word is no HTTP", arguments: ["POSTER", "POS", "HOST", "HOST::"])
    func otherWords(word: String) {
        let harness = SessionHarness()

        #expect(harness.command(word).hasPrefix("-ERR unknown command '\(word)'"))
        #expect(!harness.isAborted)
    }
}
