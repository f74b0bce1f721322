import GridIdentity
import GridRuntime
import Testing

@Suite("TCP listener", .timeLimit(.minutes(1)))
struct TCPListenerTests {
    @Test("Port 0 becomes the port that the system picked")
    func portZero() throws {
        let listener = try TCPListener.onLoopback()

        #expect(listener.boundAddress.host == "127.0.0.1")
        #expect(listener.boundAddress.port != 0)
    }

    @Test("A port in use is reported by name, before anything is started")
    func portInUse() throws {
        let first = try TCPListener.onLoopback()

        #expect(throws: SocketError.addressInUse(first.boundAddress)) {
            try TCPListener(binding: first.boundAddress)
        }
        let description = SocketError.addressInUse(first.boundAddress).description
        #expect(
            description
                == "another process already listens on \(first.boundAddress); end that process, or choose "
                + "another port")
        first.close()
    }

    @Test("A closed listener frees its port, started or not")
    func closeFreesPort() async throws {
        let loop = EventLoop(name: "listener")
        try loop.start()
        let first = try TCPListener.onLoopback()
        let address = first.boundAddress
        first.close()
        let second = try TCPListener(binding: address)
        try await loop.perform { try second.start(on: loop) { _ in } }
        #expect(throws: SocketError.addressInUse(address)) { try TCPListener(binding: address) }
        loop.stop()

        let third = try TCPListener(binding: address)

        #expect(third.boundAddress == address)
    }

    @Test("An address of another machine cannot be listened on")
    func foreignAddress() throws {
        let address = try #require(NodeAddress("192.0.2.1:7000"))
        #expect(throws: SocketError.addressNotAvailable(address)) { try TCPListener(binding: address) }
    }

    @Test("A host name that does not exist is reported by name")
    func unknownHost() throws {
        let address = try #require(NodeAddress("no-such-host.invalid:7000"))
        #expect(throws: SocketError.cannotResolve(host: "no-such-host.invalid")) {
            try TCPListener(binding: address)
        }
    }

    @Test("A host name is looked up", arguments: ["localhost:0"])
    func hostName(text: String) throws {
        let listener = try TCPListener(binding: #require(NodeAddress(text)))
        #expect(["127.0.0.1", "::1"].contains(listener.boundAddress.host))
    }

    @Test("A listener on all IPv6 addresses takes IPv4 connections and reports them as such")
    func dualStack() async throws {
        let loop = EventLoop(name: "dual")
        try loop.start()
        let remote = Outcome<NodeAddress?>()
        let listener = try TCPListener(binding: #require(NodeAddress("[::]:0")))
        try await loop.perform {
            try listener.start(on: loop) { socket in remote.deliver(socket.remoteAddress) }
        }
        let address = try #require(NodeAddress(host: "127.0.0.1", port: listener.boundAddress.port))
        loop.submit { _ = TCPStream.connect(to: address, on: loop, timeout: .seconds(5)) }

        #expect(try await remote.value?.host == "127.0.0.1")
        loop.stop()
    }
}
