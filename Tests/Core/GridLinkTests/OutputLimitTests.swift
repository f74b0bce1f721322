import GridIdentity
import GridLink
import GridWire
import Testing

@Suite("Limits of the output to slow peers")
struct OutputLimitTests {
    /// Sends ten bytes of payload at a time until no more are taken; returns how many messages were.
    private func fill(_ endpoint: Endpoint, to port: UInt16, at milliseconds: UInt64) -> Int {
        var count = 0
        while count < 1_000, endpoint.send("0123456789", to: port, at: milliseconds) != nil { count += 1 }
        return count
    }

    @Test("A peer that takes nothing is sent no more than the limit, flushed or not")
    func limit() throws {
        let endpoint = Endpoint { $0.maximumOutputByteCount = 220 }
        let link = endpoint.accept(from: 2, at: 0)
        let welcome = endpoint.written(to: link)
        endpoint.table.outputLeft(link, byteCount: welcome)

        #expect(endpoint.send("0123456789", to: 2, at: 0) == link)
        let first = endpoint.written(to: link)
        #expect(fill(endpoint, to: 2, at: 1) == 9)
        let rest = endpoint.written(to: link)

        #expect(first + rest == 220)
        #expect(endpoint.table.waitingByteCount(of: link) == 220)
        #expect(!endpoint.table.canSend(to: address(2), at: instant(1)))
        #expect(fill(endpoint, to: 2, at: 2) == 0)
        #expect(endpoint.table.statistics.refusedMessageCount == 2)
    }

    @Test("What has left makes room for as much again")
    func draining() throws {
        let endpoint = Endpoint { $0.maximumOutputByteCount = 220 }
        let link = endpoint.accept(from: 2, at: 0)
        endpoint.table.outputLeft(link, byteCount: endpoint.written(to: link))
        #expect(fill(endpoint, to: 2, at: 0) == 10)
        _ = endpoint.takeEffects()

        endpoint.table.outputLeft(link, byteCount: 44)

        #expect(endpoint.table.canSend(to: address(2), at: instant(1)))
        #expect(fill(endpoint, to: 2, at: 1) == 2)
    }

    @Test("A message larger than the limit is sent when less than the limit waits, and only then")
    func largeMessage() throws {
        let endpoint = Endpoint { $0.maximumOutputByteCount = 100 }
        let link = endpoint.accept(from: 2, at: 0)
        endpoint.table.outputLeft(link, byteCount: endpoint.written(to: link))
        let large = String(repeating: "x", count: 5_000)

        #expect(endpoint.send(large, to: 2, at: 0) == link)
        #expect(endpoint.send(large, to: 2, at: 0) == nil)
        endpoint.table.outputLeft(link, byteCount: endpoint.written(to: link) - 99)
        #expect(endpoint.send(large, to: 2, at: 1) == link)
    }

    @Test("Answers have a limit of their own, and a peer that only asks for signs of life has one, too")
    func answers() throws {
        let endpoint = Endpoint {
            $0.maximumOutputByteCount = 100
            $0.maximumAnswerByteCount = 200
        }
        let link = endpoint.accept(from: 2, at: 0)
        endpoint.table.outputLeft(link, byteCount: endpoint.written(to: link))
        #expect(fill(endpoint, to: 2, at: 0) == 5)

        var answerCount = 0
        while answerCount < 1_000,
            endpoint.table.send(kind: 41, on: link, at: instant(0), { $0.writeText("012345678") })
        {
            answerCount += 1
        }
        #expect(answerCount == 5)
        let waiting = endpoint.table.waitingByteCount(of: link)
        for _ in 0..<100 {
            endpoint.receive(Frame(kind: HandshakeKind.ping, payload: []).bytes, on: link, at: 1)
        }
        #expect(endpoint.table.waitingByteCount(of: link) == waiting)
    }

    @Test("A peer that falls silent behind a full queue is still asked for a sign of life, and given up")
    func silence() throws {
        let endpoint = Endpoint {
            $0.maximumOutputByteCount = 100
            $0.silenceLimit = .seconds(5)
        }
        let link = endpoint.accept(from: 2, at: 0)
        _ = fill(endpoint, to: 2, at: 0)
        _ = endpoint.takeEffects()

        for time in stride(from: UInt64(250), through: 2_750, by: 250) { endpoint.supervise(at: time) }
        #expect(
            frames(writtenTo: link, in: endpoint.takeEffects()).map(\.kind) == [HandshakeKind.ping])
        for time in stride(from: UInt64(3_000), through: 5_000, by: 250) { endpoint.supervise(at: time) }

        #expect(endpoint.lost.map(\.reason) == [.silent])
        #expect(endpoint.table.waitingByteCount(of: link) == 0)
    }

    @Test("Bytes that left a connection which is gone change nothing")
    func late() throws {
        let endpoint = Endpoint()
        let link = endpoint.accept(from: 2, at: 0)
        _ = endpoint.closed(link, at: 1)

        endpoint.table.outputLeft(link, byteCount: 1 << 40)

        #expect(endpoint.table.count == 0)
    }
}
