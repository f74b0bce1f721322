import GridDeterminism
import GridIdentity
import GridLink
import GridRuntime
import GridTransport
import Testing

@Suite("TCP transport to a peer that hangs", .timeLimit(.minutes(1)))
struct HungPeerTests {
    private let link = LinkID(rawValue: 1)
    private static let chunkByteCount = 1 << 20
    private static let chunkCount = 64

    @Test("What the peer does not take is not reported as sent, and is dropped soon after the end")
    func hangs() async throws {
        let loop = EventLoop(name: "hung")
        try loop.start()
        let peer = HungPeer(on: loop)
        let (steps, stepReached) = AsyncStream.makeStream(of: Step.self)
        let address = try #require(NodeAddress("127.0.0.1:0"))
        let listener = try TCPListener(binding: address)
        let link = link
        loop.submit {
            do { try listener.start(on: loop) { peer.take($0) } } catch { Issue.record("\(error)") }
            let transport = TCPTransport(
                on: loop, connectTimeout: .seconds(20), lingerTimeout: .milliseconds(50))
            transport.onSent = { stepReached.yield(.sent($1)) }
            transport.onOpened = { _ in
                transport.perform([.write(link, [1, 2, 3])])
                stepReached.yield(.opened(transport))
            }
            transport.perform([.open(link, listener.boundAddress)])
        }

        var sentByteCount = 0
        for await step in steps {
            switch step {
            case .opened(let transport):
                loop.submit {
                    let chunk = [UInt8](repeating: 7, count: Self.chunkByteCount)
                    transport.perform(Array(repeating: .write(link, chunk), count: Self.chunkCount))
                    Self.closeLater(transport, link, on: loop, stepReached)
                }
            case .sent(let byteCount):
                sentByteCount += byteCount
            case .ended:
                stepReached.finish()
            }
        }

        #expect(sentByteCount >= 3)
        #expect(sentByteCount < Self.chunkByteCount * Self.chunkCount)
        loop.stop()
    }

    private enum Step: Sendable {
        case opened(TCPTransport)
        case sent(Int)
        case ended
    }

    /// Gives the connection up in a later iteration, and waits until nothing is left of it.
    private static func closeLater(
        _ transport: TCPTransport, _ link: LinkID, on loop: EventLoop,
        _ stepReached: AsyncStream<Step>.Continuation
    ) {
        let timer = LoopTimer(on: loop)
        timer.onFire = {
            transport.perform([.close(link)])
            guard transport.connectionCount > 0 else {
                timer.close()
                stepReached.yield(.ended)
                return
            }
            timer.arm(at: loop.now + .milliseconds(10))
        }
        timer.arm(at: loop.now + .milliseconds(10))
    }
}

/// A peer that accepts connections and reads nothing.
private final class HungPeer: @unchecked Sendable {
    // `@unchecked Sendable`: used on the loop's thread only.

    private let loop: EventLoop
    private var streams: [TCPStream] = []

    init(on loop: EventLoop) {
        self.loop = loop
    }

    func take(_ socket: AcceptedSocket) {
        guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
        stream.pauseReading()
        streams.append(stream)
    }
}
