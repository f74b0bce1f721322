import GridCollections
import GridIdentity
import GridRuntime
import Testing

@Suite("TCP connect", .timeLimit(.minutes(1)))
struct TCPConnectTests {
    /// Connects and returns how that ended: `.closed` stands for a connection that was made.
    private func attempt(_ address: NodeAddress, timeout: Duration = .seconds(20)) async throws
        -> SocketError?
    {
        let loop = EventLoop(name: "connect")
        try loop.start()
        defer { loop.stop() }
        let ending = Ending()
        loop.submit {
            let stream = TCPStream.connect(to: address, on: loop, timeout: timeout)
            stream.onConnected = {
                ending.deliver(.closed)
                stream.close()
            }
            stream.onClosed = { ending.deliver($0) }
        }
        return try await ending.value
    }

    @Test("A refused connection is reported with the address")
    func refused() async throws {
        let listener = try TCPListener.onLoopback()
        let address = listener.boundAddress
        listener.close()

        #expect(try await attempt(address) == .connectionRefused(address))
    }

    @Test("A host name that does not exist is reported by name")
    func unknownHost() async throws {
        let address = try #require(NodeAddress("no-such-host.invalid:7000"))
        #expect(try await attempt(address) == .cannotResolve(host: "no-such-host.invalid"))
    }

    @Test("An address that the system refuses at once is reported too")
    func refusedAtOnce() async throws {
        // A connection to a multicast group is impossible, and the system says so in the call itself.
        let address = try #require(NodeAddress("224.0.0.1:7000"))
        #expect(try await attempt(address) == .unreachable(address))
    }

    @Test("Every address of a host name is tried before giving up")
    func triesEveryAddress() async throws {
        // Only one of the addresses of localhost has a listener.
        let listener = try TCPListener.onLoopback()
        let address = try #require(NodeAddress(host: "localhost", port: listener.boundAddress.port))

        #expect(try await attempt(address) == .closed)
        listener.close()
    }

    @Test("An attempt ends when its time is over")
    func timeout() async throws {
        // Nobody accepts, and two connections fill the queue: the kernel ignores every further attempt.
        let listener = try TCPListener(binding: #require(NodeAddress("127.0.0.1:0")), backlog: 1)
        let address = listener.boundAddress
        let waiting = try (0..<2).map { _ in try PlainSocket(connectedTo: address) }

        #expect(try await attempt(address, timeout: .milliseconds(20)) == .timedOut(address))
        _ = consume waiting
        listener.close()
    }

    @Test("What is written before the connection stands is sent when it does")
    func earlyWrite() async throws {
        let loop = EventLoop(name: "early write")
        try loop.start()
        let received = Outcome<[UInt8]>()
        let address = try await listen(on: loop) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
            stream.onRead = { bytes in received.deliver([UInt8](copying: bytes)) }
        }
        loop.submit {
            let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(5))
            stream.write([1, 2])
            stream.write([3])
        }

        #expect(try await received.value == [1, 2, 3])
        loop.stop()
    }

    @Test("A stream that is closed while it connects reports nothing")
    func closeWhileConnecting() async throws {
        let loop = EventLoop(name: "abandon")
        try loop.start()
        let listener = try TCPListener.onLoopback()
        let name = try #require(NodeAddress(host: "localhost", port: listener.boundAddress.port))
        let endings = Record<SocketError?>()
        for address in [listener.boundAddress, name] {
            try await loop.perform {
                let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(5))
                stream.onConnected = { endings.append(.closed) }
                stream.onClosed = { endings.append($0) }
                stream.close()
            }
        }
        loop.stop()

        #expect(endings.all.isEmpty)
    }
}
