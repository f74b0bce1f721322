import GridRuntime

/// Where peers connect: a ``TCPListener``, or what a test puts in its place to fail as the system hardly ever does.
protocol PeerListener: AnyObject {
    /// Begins to accept connections on `loop`.
    func start(on loop: EventLoop, onAccept: @escaping (AcceptedSocket) -> Void) throws(SocketError)

    /// Accepts no more.
    func close()
}

extension TCPListener: PeerListener {}
