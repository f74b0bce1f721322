import GridIdentity
import GridRuntime
import Testing

extension TCPListener {
    /// Listens on a free port of the loopback interface.
    static func onLoopback() throws -> TCPListener {
        try TCPListener(binding: #require(NodeAddress("127.0.0.1:0")))
    }
}

extension EventLoop {
    /// Runs `body` on the loop and waits for its result.
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let outcome = Outcome<Swift.Result<Result, any Error>>()
        submit { outcome.deliver(Swift.Result { try body() }) }
        return try await outcome.value.get()
    }

    /// Keeps the loop from waiting until it is stopped.
    func spin() {
        submit { self.spin() }
    }
}

/// Starts a listener on a free port whose connections go to `onAccept`, on the loop.
func listen(
    on loop: EventLoop, onAccept: @escaping @Sendable (AcceptedSocket) -> Void
) async throws -> NodeAddress {
    let listener = try TCPListener.onLoopback()
    try await loop.perform { try listener.start(on: loop, onAccept: onAccept) }
    return listener.boundAddress
}

/// How a connection attempt or a connection ended.
typealias Ending = Outcome<SocketError?>
