import GridIdentity
import GridLink
import GridWire
import Testing

@Suite("Link table")
struct LinkTableTests {
    // MARK: Connecting

    @Test("The first message opens a connection, and waits until the peer has welcomed this node")
    func connecting() throws {
        let endpoint = Endpoint()

        let link = try #require(endpoint.send("one", to: 2, at: 0))
        #expect(endpoint.takeEffects() == [.open(link, address(2))])
        #expect(endpoint.send("two", to: 2, at: 1) == link)
        #expect(endpoint.takeEffects().isEmpty)

        endpoint.opened(link, at: 2)
        let greeting = frames(writtenTo: link, in: endpoint.takeEffects())
        #expect(greeting.map(\.kind) == [HandshakeKind.hello])

        endpoint.receive(welcome(from: 2), on: link, at: 3)
        let messages = frames(writtenTo: link, in: endpoint.takeEffects())
        #expect(messages.map(\.payload) == [[UInt8]("one".utf8), [UInt8]("two".utf8)])
        #expect(endpoint.table.peer(of: link) == identity(2).node)
        #expect(endpoint.table.isConnected(to: address(2)))
    }

    @Test("What is sent on one connection between two flushes is written at once")
    func gathering() throws {
        let endpoint = Endpoint()
        let link = try #require(endpoint.establish(to: 2, at: 0))
        _ = endpoint.takeEffects()

        for text in ["a", "b", "c"] { #expect(endpoint.send(text, to: 2, at: 1) == link) }
        let effects = endpoint.takeEffects()

        #expect(effects.count == 1)
        #expect(frames(writtenTo: link, in: effects).count == 3)
        #expect(endpoint.takeEffects().isEmpty)
    }

    @Test("An accepted connection is answered with a welcome and used in the other direction")
    func accepting() throws {
        let endpoint = Endpoint()
        let link = endpoint.accept(from: 2, at: 0)

        #expect(endpoint.send("back", to: 2, at: 1) == link)
        let written = frames(writtenTo: link, in: endpoint.takeEffects())

        #expect(written.map(\.kind) == [HandshakeKind.welcome, 40])
        #expect(endpoint.table.peer(of: link) == identity(2).node)
    }

    @Test(
        "When both sides connect at once, the connection that stands is used and the loss of it is survived")
    func bothConnect() throws {
        let endpoint = Endpoint()
        let outbound = try #require(endpoint.send("one", to: 2, at: 0))
        let inbound = endpoint.accept(from: 2, at: 1)

        #expect(endpoint.send("two", to: 2, at: 1) == inbound)
        #expect(endpoint.table.canSend(to: address(2), at: instant(1)))
        endpoint.opened(outbound, at: 2)
        endpoint.receive(welcome(from: 2), on: outbound, at: 2)
        #expect(endpoint.table.count == 2)

        let lost = endpoint.closed(inbound, at: 3)
        #expect(lost?.wasEstablished == true)
        #expect(endpoint.send("three", to: 2, at: 3) == outbound)
    }

    @Test("Messages can be sent while a connection is made as long as another one stands")
    func canSendOverEither() throws {
        let endpoint = Endpoint { $0.maximumQueuedByteCount = 40 }
        while endpoint.send("waiting", to: 2, at: 0) != nil {}
        #expect(!endpoint.table.canSend(to: address(2), at: instant(0)))

        let inbound = endpoint.accept(from: 2, at: 1)

        #expect(endpoint.table.canSend(to: address(2), at: instant(1)))
        #expect(endpoint.send("taken", to: 2, at: 1) == inbound)
    }

    @Test("More than the limit is not queued for a connection that is being made")
    func queueLimit() throws {
        let endpoint = Endpoint { $0.maximumQueuedByteCount = 100 }
        var taken = 0
        while taken < 100, endpoint.send("0123456789", to: 2, at: 0) != nil { taken += 1 }

        #expect(taken == 5)
        #expect(!endpoint.table.canSend(to: address(2), at: instant(0)))
    }

    // MARK: Failures

    @Test("A failed attempt is repeated after a delay that doubles up to its limit")
    func retryDelays() throws {
        let endpoint = Endpoint {
            $0.minimumRetryDelay = .milliseconds(100)
            $0.maximumRetryDelay = .milliseconds(300)
        }
        var now: UInt64 = 0
        for delay: UInt64 in [100, 200, 300, 300] {
            let link = try #require(endpoint.send("x", to: 2, at: now))
            let lost = endpoint.closed(link, at: now)
            #expect(lost?.reason == .disconnected)
            #expect(lost?.wasEstablished == false)
            #expect(endpoint.send("x", to: 2, at: now + delay - 1) == nil)
            #expect(!endpoint.table.canSend(to: address(2), at: instant(now + delay - 1)))
            #expect(endpoint.table.canSend(to: address(2), at: instant(now + delay)))
            now += delay
        }
    }

    @Test("A welcome makes the next delay short again, and a lost connection is remade at once")
    func delayIsForgotten() throws {
        let endpoint = Endpoint()
        let first = try #require(endpoint.send("x", to: 2, at: 0))
        _ = endpoint.closed(first, at: 0)
        let second = try #require(endpoint.establish(to: 2, at: 100))
        _ = endpoint.closed(second, at: 200)

        let third = try #require(endpoint.send("x", to: 2, at: 200))
        _ = endpoint.closed(third, at: 200)
        #expect(endpoint.send("x", to: 2, at: 299) == nil)
        #expect(endpoint.send("x", to: 2, at: 300) != nil)
    }

    @Test("A connection that takes too long is given up")
    func connectTimeout() throws {
        let endpoint = Endpoint { $0.connectTimeout = .milliseconds(500) }
        let link = try #require(endpoint.send("x", to: 2, at: 0))
        _ = endpoint.takeEffects()

        #expect(endpoint.table.nextDeadline == instant(500))
        endpoint.supervise(at: 250)
        #expect(endpoint.lost.isEmpty)
        endpoint.supervise(at: 500)

        #expect(endpoint.lost.map(\.reason) == [.handshakeTimedOut])
        #expect(endpoint.takeEffects() == [.close(link)])
        #expect(endpoint.table.count == 0)
        #expect(endpoint.table.nextDeadline == nil)
    }

    @Test("A handshake that never ends is given up, too")
    func handshakeTimeout() throws {
        let endpoint = Endpoint { $0.connectTimeout = .milliseconds(500) }
        let link = try #require(endpoint.send("x", to: 2, at: 0))
        endpoint.opened(link, at: 100)

        endpoint.supervise(at: 600)

        #expect(endpoint.lost.map(\.reason) == [.handshakeTimedOut])
    }

    @Test("Whoever refuses this node is not asked again at once")
    func refused() throws {
        let endpoint = Endpoint()
        let link = try #require(endpoint.send("x", to: 2, at: 0))
        endpoint.opened(link, at: 0)
        let refusal = Frame(kind: HandshakeKind.refusal, payload: [LinkRefusal.otherCluster.rawValue])

        endpoint.receive(refusal.bytes, on: link, at: 1)

        #expect(endpoint.lost.map(\.reason) == [.refused(.otherCluster)])
        #expect(endpoint.takeEffects().last == .close(link))
        #expect(endpoint.send("x", to: 2, at: 50) == nil)
    }

    @Test("A peer that proves to be of another cluster, or this node itself, is turned down")
    func wrongWelcome() throws {
        let wrong = [
            (helloPayload(cluster: "other"), LinkRefusal.otherCluster),
            (helloPayload(node: identity(1).node), .sameNode),
            (helloPayload(major: 2), .unsupportedVersion),
            (helloPayload(settings: differingSettings[0].1), .otherSettings),
            ([1, 2, 3], .malformedHello),
        ]
        for (payload, reason) in wrong {
            let endpoint = Endpoint()
            let link = try #require(endpoint.send("x", to: 2, at: 0))
            endpoint.opened(link, at: 0)

            endpoint.receive(Frame(kind: HandshakeKind.welcome, payload: payload).bytes, on: link, at: 1)

            #expect(endpoint.lost.map(\.reason) == [.refused(reason)])
            #expect(endpoint.table.count == 0)
        }
    }

    @Test("A welcome that nobody waits for, and a hello in the middle, end the connection")
    func handshakeTwice() throws {
        let endpoint = Endpoint()
        let first = try #require(endpoint.establish(to: 2, at: 0))
        endpoint.receive(welcome(from: 2), on: first, at: 1)
        let second = endpoint.accept(from: 3, at: 1)
        endpoint.receive(helloBytes(node: identity(3).node, port: 3), on: second, at: 2)

        #expect(endpoint.lost.map(\.reason) == [.refused(.malformedHello), .damaged])
        #expect(endpoint.lost.map(\.wasEstablished) == [true, true])
        #expect(endpoint.table.count == 0)
    }

    @Test("Damaged bytes end the connection")
    func damaged() throws {
        let endpoint = Endpoint()
        let link = try #require(endpoint.establish(to: 2, at: 0))
        endpoint.receive([UInt8](repeating: 0xFF, count: 40), on: link, at: 1)

        #expect(endpoint.lost.map(\.reason) == [.damaged])
        #expect(endpoint.takeEffects().last == .close(link))
    }

    // MARK: Closing

    @Test("Dropping an address closes all its connections, reports them, and forgets their waiting time")
    func dropping() throws {
        let endpoint = Endpoint()
        let outbound = try #require(endpoint.establish(to: 2, at: 0))
        let inbound = endpoint.accept(from: 2, at: 0)
        let other = endpoint.accept(from: 3, at: 0)
        _ = endpoint.takeEffects()
        _ = endpoint.send("unflushed", to: 2, at: 1)

        let dropped = endpoint.drop(2)

        #expect(dropped == [outbound, inbound])
        #expect(endpoint.takeEffects() == [.close(outbound), .close(inbound)])
        #expect(endpoint.closed(outbound, at: 2) == nil)
        #expect(endpoint.table.count == 1)
        #expect(endpoint.table.address(of: other) == address(3))
        #expect(endpoint.send("again", to: 2, at: 2) != nil)
    }

    @Test("Dropping an address that nobody knows does nothing")
    func droppingUnknown() {
        let endpoint = Endpoint()
        #expect(endpoint.drop(9).isEmpty)
        #expect(endpoint.takeEffects().isEmpty)
    }

    @Test("A closed connection neither sends, receives nor opens any more")
    func closedForGood() throws {
        let endpoint = Endpoint()
        let link = try #require(endpoint.send("x", to: 2, at: 0))
        _ = endpoint.closed(link, at: 0)
        _ = endpoint.takeEffects()

        endpoint.opened(link, at: 1)
        endpoint.receive(welcome(from: 2), on: link, at: 1)
        let isSent = endpoint.table.send(kind: 40, on: link, at: instant(1)) { $0.write(UInt8(1)) }

        #expect(!isSent)
        #expect(endpoint.closed(link, at: 1) == nil)
        #expect(endpoint.takeEffects().isEmpty)
    }

    @Test("A message may be sent on a connection whose bytes are being read, and closing it then is final")
    func whileReading() throws {
        let endpoint = Endpoint()
        let link = endpoint.accept(from: 2, at: 0)
        _ = endpoint.takeEffects()
        let half = Frame(kind: 40, payload: [1]).bytes.prefix(4)
        let decoder = try #require(
            endpoint.beginReceiving(Array(half), on: link, at: 1))

        let isSent = endpoint.table.send(kind: 41, on: link, at: instant(1)) { $0.write(UInt8(7)) }
        #expect(isSent)
        #expect(frames(writtenTo: link, in: endpoint.takeEffects()).map(\.kind) == [41])
        #expect(endpoint.closed(link, at: 1) != nil)
        endpoint.table.finishReceiving(decoder, on: link)

        #expect(endpoint.table.count == 0)
        #expect(endpoint.beginReceiving([1], on: link, at: 2) == nil)
    }

    // MARK: Silence

    @Test("A peer from which nothing comes back for too long is given up, and not tried again at once")
    func silence() throws {
        let endpoint = Endpoint { $0.silenceLimit = .seconds(5) }
        let link = try #require(endpoint.establish(to: 2, at: 0))
        _ = endpoint.takeEffects()
        endpoint.receive(Frame(kind: 40, payload: []).bytes, on: link, at: 500)
        _ = endpoint.send("anyone?", to: 2, at: 1_000)

        for time in stride(from: UInt64(1_250), to: 6_000, by: 250) { endpoint.supervise(at: time) }
        #expect(endpoint.lost.isEmpty)
        endpoint.supervise(at: 6_250)

        #expect(endpoint.lost.map(\.reason) == [.silent])
        #expect(endpoint.takeEffects().last == .close(link))
        #expect(endpoint.send("x", to: 2, at: 6_250) == nil)
    }

    @Test("What was queued before the handshake counts as sent when it is over")
    func silenceAfterHandshake() throws {
        let endpoint = Endpoint { $0.silenceLimit = .seconds(5) }
        _ = try #require(endpoint.establish(to: 2, at: 0))
        _ = endpoint.takeEffects()

        for time in stride(from: UInt64(250), through: 6_000, by: 250) { endpoint.supervise(at: time) }

        #expect(endpoint.lost.map(\.reason) == [.silent])
    }

    @Test("A connection on which nothing is sent may be silent for ever")
    func idle() throws {
        let endpoint = Endpoint()
        let link = try #require(endpoint.establish(to: 2, at: 0))
        _ = endpoint.takeEffects()
        endpoint.receive(Frame(kind: 40, payload: []).bytes, on: link, at: 1)

        for time in stride(from: UInt64(250), to: 60_000, by: 250) { endpoint.supervise(at: time) }

        #expect(endpoint.lost.isEmpty)
        #expect(endpoint.table.nextDeadline == nil, "nobody needs to look after it")
    }

    @Test("A peer that has nothing to answer proves that it is there all the same")
    func nothingToAnswer() throws {
        let left = Endpoint(1)
        let right = Endpoint(2)
        let outbound = try #require(left.establish(to: 2, at: 0))
        let inbound = right.accept(from: 1, at: 0)
        _ = left.takeEffects()
        _ = right.takeEffects()
        _ = left.send("news that need no answer", to: 2, at: 0)

        for time in stride(from: UInt64(0), to: 60_000, by: 250) {
            left.supervise(at: time)
            right.supervise(at: time)
            for case .write(outbound, let bytes) in left.takeEffects() {
                right.receive(bytes, on: inbound, at: time)
            }
            for case .write(inbound, let bytes) in right.takeEffects() {
                left.receive(bytes, on: outbound, at: time)
            }
        }

        #expect(left.lost.isEmpty && right.lost.isEmpty)
        #expect(right.received.count == 1)
        #expect(left.received.isEmpty)
    }

    @Test("Of two connections to one peer, a dead one is noticed although the other one lives")
    func deadTwin() throws {
        let endpoint = Endpoint { $0.silenceLimit = .seconds(5) }
        let dead = try #require(endpoint.establish(to: 2, at: 0))
        let alive = endpoint.accept(from: 2, at: 0)

        for time in stride(from: UInt64(0), to: 10_000, by: 250) {
            endpoint.supervise(at: time)
            endpoint.receive(Frame(kind: 40, payload: []).bytes, on: alive, at: time)
            _ = endpoint.send("x", to: 2, at: time)
            _ = endpoint.takeEffects()
        }

        #expect(endpoint.lost.map(\.link) == [dead])
        #expect(endpoint.table.count == 1)
    }
}
