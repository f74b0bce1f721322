private import GridDeterminism
package import GridIdentity

extension TCPStream {
    /// Connects to a member or a server.
    ///
    /// Looking up and connecting together may take as long as `timeout`.
    ///
    /// A host name is looked up without holding up the loop; its addresses are tried in turn. ``onConnected`` or
    /// ``onClosed`` follows. On a loop that is stopping the stream is closed already, and neither follows.
    ///
    package static func connect(to address: NodeAddress, on loop: EventLoop, timeout: Duration) -> TCPStream {
        let stream = TCPStream(on: loop, remoteAddress: address)
        guard !loop.isStopping else { return stream }
        let deadline = LoopTimer(on: loop)
        deadline.onFire = { stream.end(.timedOut(address)) }
        deadline.onLoopStop = { stream.loopStops() }
        deadline.arm(at: loop.now + timeout)
        if let literal = SocketAddress(literal: address) {
            stream.connect(to: [literal], deadline: deadline)
        } else if let resolution = NameResolution.start(
            address, on: loop,
            { addresses in
                stream.resolved(to: addresses)
            })
        {
            stream.phase = .resolving(resolution, deadline: deadline)
        } else {
            deadline.close()
            stream.fail(with: .cannotResolve(host: address.host))
        }
        return stream
    }

    private func resolved(to addresses: [SocketAddress]) {
        guard case .resolving(_, let deadline) = phase else { return }
        connect(to: addresses[...], deadline: deadline)
    }

    /// Tries the addresses until the system agrees to connect to one of them.
    private func connect(
        to addresses: ArraySlice<SocketAddress>, deadline: LoopTimer, after failure: SystemErrorCode? = nil
    ) {
        var failure = failure
        var rest = addresses
        while let next = rest.popFirst() {
            let socket = TCPSocket(on: loop, for: self)
            failure = socket.connect(to: next)
            guard failure != nil else {
                phase = .connecting(socket, rest: rest, deadline: deadline)
                return
            }
            socket.close()
        }
        deadline.close()
        guard let address = remoteAddress else { preconditionFailure("connecting without an address") }
        fail(with: failure.map { SocketError($0, at: address) } ?? .cannotResolve(host: address.host))
    }

    /// One attempt has ended.
    func connectEnded(_ socket: TCPSocket, _ failure: SystemErrorCode?) {
        guard case .connecting(_, let rest, let deadline) = phase else { return }
        if let failure {
            socket.close()
            connect(to: rest, deadline: deadline, after: failure)
        } else {
            deadline.close()
            open(socket)
            onConnected?()
        }
    }

    /// Gives up; reported at the end of the iteration.
    private func fail(with error: SocketError) {
        phase = .ending(nil, error)
        actAtIterationEnd()
    }
}
