import GridCollections
import GridIdentity
import GridRuntime
import Testing

@Suite("TCP half close", .timeLimit(.minutes(1)))
struct TCPHalfCloseTests {
    @Test("The peer sees the end of the output, and what it sends afterwards still arrives")
    func halfClose() async throws {
        let loop = EventLoop(name: "half close")
        try loop.start()
        let received = Outcome<[UInt8]>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onRead = { bytes in received.deliver([UInt8](copying: bytes)) }
            #expect(stream.shutDownSending())
        }
        let peer = try PlainSocket(connectedTo: address)

        #expect(peer.receiveUntilEnd() == [])
        peer.send([1, 2, 3])
        #expect(try await received.value == [1, 2, 3])
        loop.stop()
    }

    @Test("A stream that has ended cannot be shut down")
    func afterTheEnd() async throws {
        let loop = EventLoop(name: "half close")
        try loop.start()
        let isShutDown = Outcome<Bool>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.close()
            isShutDown.deliver(stream.shutDownSending())
        }
        let peer = try PlainSocket(connectedTo: address)

        #expect(try await !isShutDown.value)
        #expect(peer.receiveUntilEnd() == [])
        loop.stop()
    }
}
