import GridIdentity
import GridRuntime

/// An echo server on one loop, and clients on another that connect, use the connection once and close it.
final class ConnectionChurn: Sendable {
    private let loops = EventLoopGroup(count: 2, name: "churn")
    private let address: NodeAddress
    private let served = Countdown()

    init() async throws {
        try loops.start()
        let servers = loops[0]
        let served = served
        address = try await listen(on: servers) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: servers) else { return }
            stream.onRead = { bytes in stream.write(bytes) }
            stream.onClosed = { _ in served.countOne() }
        }
    }

    /// Makes that many connections, ten at a time; returns when both sides of all of them are closed.
    func run(connectionCount: Int) async throws {
        let done = Outcome<Void>()
        served.expect(connectionCount, then: done)
        let address = address
        let clients = loops[1]
        clients.submit {
            let lanes = ClientLanes(to: address, on: clients, count: connectionCount)
            for _ in 0..<10 { lanes.openNext() }
        }
        try await done.value
    }

    func stop() {
        loops.stop()
    }
}

/// Opens the next connection when one is closed.
///
/// Confined to its loop.
private final class ClientLanes {
    private let address: NodeAddress
    private let loop: EventLoop
    private var remaining: Int

    init(to address: NodeAddress, on loop: EventLoop, count: Int) {
        self.address = address
        self.loop = loop
        remaining = count
    }

    func openNext() {
        guard remaining > 0 else { return }
        remaining -= 1
        let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(10))
        stream.onConnected = { stream.write([1]) }
        stream.onRead = { [self] _ in
            stream.close()
            openNext()
        }
        stream.onClosed = { error in
            preconditionFailure("a connection of the churn ended with \(String(describing: error))")
        }
    }
}
