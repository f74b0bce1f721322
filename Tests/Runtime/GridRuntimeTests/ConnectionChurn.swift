import GridIdentity
import GridRuntime

/// Connections that are opened, used once and closed, ten at a time.
///
/// Confined to the loop of its streams.
final class ConnectionChurn {
    private let address: NodeAddress
    private let loop: EventLoop
    private let done: Outcome<Void>
    private var remaining: Int
    private var openCount = 0

    private init(to address: NodeAddress, on loop: EventLoop, count: Int, done: Outcome<Void>) {
        self.address = address
        self.loop = loop
        self.done = done
        remaining = count
    }

    /// Has a server on one loop echo to that many clients on another, and stops both.
    static func run(connectionCount: Int) async throws {
        let loops = EventLoopGroup(count: 2, name: "churn")
        try loops.start()
        let servers = loops[0]
        let address = try await listen(on: servers) { socket in
            guard let stream = try? TCPStream.adopt(socket, on: servers) else { return }
            stream.onRead = { bytes in stream.write(bytes) }
        }
        let done = Outcome<Void>()
        let clients = loops[1]
        clients.submit {
            let churn = ConnectionChurn(to: address, on: clients, count: connectionCount, done: done)
            for _ in 0..<10 { churn.openNext() }
        }
        try await done.value
        loops.stop()
    }

    private func openNext() {
        guard remaining > 0 else {
            if openCount == 0 { done.deliver() }
            return
        }
        remaining -= 1
        openCount += 1
        let stream = TCPStream.connect(to: address, on: loop, timeout: .seconds(10))
        stream.onConnected = { stream.write([1]) }
        stream.onRead = { [self] _ in
            stream.close()
            openCount -= 1
            openNext()
        }
        stream.onClosed = { error in
            preconditionFailure("a connection of the churn ended with \(String(describing: error))")
        }
    }
}
