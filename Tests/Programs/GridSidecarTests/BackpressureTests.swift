import GridReplication
import GridSidecar
import Testing

@Suite("Backpressure of CommandSession")
struct BackpressureTests {
    private func session(_ configuration: SessionConfiguration = SessionConfiguration()) -> CommandSession {
        CommandSession(
            connection: ClientConnection(
                id: 1, remoteAddress: "192.0.2.1:1", localAddress: "192.0.2.2:2",
                openedAt: SessionHarness.start),
            configuration: configuration)
    }

    @Test("No command begins while much output waits")
    func highWaterMark() {
        var session = session(SessionConfiguration(outputHighWaterByteCount: 14))
        let pings = Array(String(repeating: "PING\r\n", count: 5).utf8)
        session.receive(pings.span)

        #expect(session.next(at: SessionHarness.start) == .deliverOutput)
        let outputByteCount = session.outputByteCount
        #expect(outputByteCount == 14)
        #expect(session.next(at: SessionHarness.start) == .deliverOutput)
        #expect(session.takeOutput() == Array("+PONG\r\n+PONG\r\n".utf8))
        #expect(session.next(at: SessionHarness.start) == .deliverOutput)
        #expect(session.takeOutput() == Array("+PONG\r\n+PONG\r\n".utf8))
        #expect(session.next(at: SessionHarness.start) == .needsInput)
        #expect(session.takeOutput() == Array("+PONG\r\n".utf8))
    }

    @Test("Bytes may arrive while a command waits; they are counted and answered afterwards")
    func inputWhileWaiting() {
        var session = session()
        session.receive(Array("GET a\r\n".utf8).span)
        #expect(
            session.next(at: SessionHarness.start) == .perform(.read(key: Array("a".utf8), level: .one)))
        let isAwaitingAnswer = session.isAwaitingAnswer
        #expect(isAwaitingAnswer)

        session.receive(Array("PING\r\n".utf8).span)
        let bufferedByteCount = session.bufferedByteCount
        #expect(bufferedByteCount >= 6)
        session.resume(with: CacheAnswer.missing)

        #expect(session.next(at: SessionHarness.start) == .needsInput)
        let remainingByteCount = session.bufferedByteCount
        #expect(remainingByteCount == 0)
        #expect(session.takeOutput() == Array("$-1\r\n+PONG\r\n".utf8))
    }

    @Test("A reply is limited in bytes, however often a request names a value")
    func replyLimit() {
        let harness = SessionHarness(configuration: SessionConfiguration(maximumReplyByteCount: 10))
        harness.command("SET k 12345")

        #expect(harness.command("MGET k x k") == "*3\r\n$5\r\n12345\r\n$-1\r\n$5\r\n12345\r\n")
        #expect(harness.command("MGET k k k") == "-ERR the values have 15 bytes, a reply has at most 10\r\n")
    }

    @Test("Asking for the next step while a command waits is a programmer error")
    func nextWhileWaiting() async {
        await #expect(processExitsWith: .failure) {
            var session = CommandSession(
                connection: ClientConnection(
                    id: 1, remoteAddress: "", localAddress: "", openedAt: SessionHarness.start))
            session.receive(Array("GET a\r\n".utf8).span)
            _ = session.next(at: SessionHarness.start)
            _ = session.next(at: SessionHarness.start)
        }
    }

    @Test("Resuming with the wrong number of answers is a programmer error")
    func wrongAnswerCount() async {
        await #expect(processExitsWith: .failure) {
            var session = CommandSession(
                connection: ClientConnection(
                    id: 1, remoteAddress: "", localAddress: "", openedAt: SessionHarness.start))
            session.receive(Array("MGET a b\r\n".utf8).span)
            _ = session.next(at: SessionHarness.start)
            session.resume(with: [.missing])
        }
    }
}
