private import CGridSystem
private import CUV
private import GridDeterminism
package import GridIdentity

/// A TCP port that other processes connect to.
///
/// Making one claims the port on the calling thread, so a port in use is known before anything else starts. After
/// ``start(on:onAccept:)`` the listener is confined to the thread of its loop. It lives until ``close()`` or until
/// the loop is stopped; one that was never started frees the port when its last reference goes.
@safe package final class TCPListener: @unchecked Sendable {
    // `@unchecked Sendable`: before `start` nothing is mutable but the descriptor, which is taken atomically;
    // afterwards every use happens on the loop's thread, as `assertCurrent` checks.

    private typealias Handle = OwnedHandle<TCPListener>

    /// How many connections are accepted before the loop looks after others.
    private static let maximumAcceptedCountPerTurn = 256

    /// How long nothing is accepted after the system has refused a connection for want of descriptors or memory.
    ///
    /// The refused connection waits in the kernel all the time, so that trying again at once would be all that the loop
    /// does.
    private static let pauseAfterRefusal = Duration.milliseconds(100)

    /// Where the listener really listens: an IP address, and the port that the system picked if asked to.
    package let boundAddress: NodeAddress

    /// How many connections wait in the kernel until they are accepted.
    package let backlog: Int32

    /// Called on the loop when the system has refused a connection; others that wait are tried again later.
    ///
    /// Set it before the start.
    package var onRefusal: ((SocketError) -> Void)?

    private let descriptor: OwnedDescriptor
    /// The descriptor while the listener is started.
    private var polledDescriptor: Int32?
    private let handle = OwnedHandle<TCPListener>(UV_POLL)
    private var pause: LoopTimer?
    private var loop: EventLoop?
    private var onAccept: ((AcceptedSocket) -> Void)?

    /// Claims the port; connections wait in the kernel until ``start(on:onAccept:)``.
    ///
    /// A host name is looked up, and the calling thread waits for that. Of its addresses the first that belongs to
    /// this machine is taken. Port 0 lets the system pick a free one. No second listener can share the port.
    ///
    /// - Throws: ``SocketError`` that names the address as it was given.
    package init(binding address: NodeAddress, backlog: Int32 = 511) throws(SocketError) {
        let listening = try Self.listen(at: address, backlog: backlog)
        boundAddress = SocketAddress(localEndOf: listening)?.nodeAddress ?? address
        descriptor = OwnedDescriptor(owning: listening)
        self.backlog = backlog
    }

    /// Begins to accept connections.
    ///
    /// `onAccept` runs on `loop`; it keeps the socket, adopts it there, or passes it on to another loop.
    ///
    /// - Precondition: the listener has not been started before.
    /// - Throws: ``SocketError`` when the system refuses, or the listener was closed; the port is free again then.
    package func start(
        on loop: EventLoop, onAccept: @escaping (AcceptedSocket) -> Void
    ) throws(SocketError) {
        loop.assertCurrent()
        guard !loop.isStopping else { throw .loopStopped }
        precondition(self.loop == nil, "the listener at \(boundAddress) is started once")
        guard let descriptor = descriptor.take() else { throw .closed }
        if let code = SystemErrorCode(returned: unsafe uv_poll_init(loop.pointer, poll, descriptor)) {
            cgrid_descriptor_close(descriptor)
            throw SocketError(code, at: boundAddress)
        }
        handle.open(for: self)
        self.loop = loop
        self.onAccept = onAccept
        polledDescriptor = descriptor
        let pause = LoopTimer(on: loop)
        pause.onFire = { [weak self] in self?.watch() }
        self.pause = pause
        if let code = watch() {
            close()
            throw SocketError(code, at: boundAddress)
        }
    }

    /// Frees the port and forgets the callbacks; connections that were accepted are not affected.
    package func close() {
        loop?.assertCurrent()
        if let descriptor = descriptor.take() { cgrid_descriptor_close(descriptor) }
        onAccept = nil
        onRefusal = nil
        pause?.close()
        pause = nil
        // Closing the handle ends the polling; then nobody but us knows the descriptor.
        handle.close()
        if let polledDescriptor { cgrid_descriptor_close(polledDescriptor) }
        polledDescriptor = nil
    }

    private var poll: UnsafeMutablePointer<uv_poll_t> { unsafe handle.memory(as: uv_poll_t.self) }

    /// Has ``acceptWaiting()`` called whenever connections wait.
    ///
    /// libuv could accept them itself, but it closes those for which no descriptor is left without telling anybody.
    @discardableResult
    private func watch() -> SystemErrorCode? {
        let status = unsafe uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            // When the poll itself failed, accepting tells why.
            unsafe Handle.owner(of: handle)?.acceptWaiting()
        }
        return SystemErrorCode(returned: status)
    }

    /// Takes the connections that wait in the kernel.
    private func acceptWaiting() {
        for _ in 0..<Self.maximumAcceptedCountPerTurn {
            // A callback may have closed the listener.
            guard let polledDescriptor else { return }
            let accepted = cgrid_socket_accept(polledDescriptor)
            if let code = SystemErrorCode(returned: accepted) {
                guard code != .wouldBlock else { return }
                return refused(code)
            }
            let remote = SocketAddress(remoteEndOf: accepted)?.nodeAddress
            onAccept?(AcceptedSocket(owning: accepted, remoteAddress: remote))
        }
    }

    /// Leaves waiting connections in the kernel for a while.
    private func refused(_ code: SystemErrorCode) {
        guard let loop else { return }
        // Stopping a handle that is open cannot fail.
        _ = unsafe uv_poll_stop(poll)
        pause?.arm(at: loop.now + Self.pauseAfterRefusal)
        onRefusal?(SocketError(code))
    }

    private static func listen(at address: NodeAddress, backlog: Int32) throws(SocketError) -> Int32 {
        var refusal: SystemErrorCode?
        for candidate in try SocketAddress.resolveWaiting(address) {
            let descriptor = unsafe candidate.withPointer { pointer, byteCount in
                unsafe cgrid_socket_listen(pointer, socklen_t(byteCount), backlog)
            }
            guard let code = SystemErrorCode(returned: descriptor) else { return descriptor }
            refusal = refusal ?? code
            // Another address of the same name would hide that the port is taken.
            guard code == .addressNotAvailable || code == .familyNotSupported else { break }
        }
        guard let refusal else { throw .cannotResolve(host: address.host) }
        let error = SocketError(refusal, at: address)
        if case .system(let code) = error { throw .cannotListen(address, code) }
        throw error
    }
}

extension TCPListener: LoopHandleOwner {
    func loopStops() { close() }
}
