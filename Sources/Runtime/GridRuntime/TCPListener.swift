private import CGridSystem
private import CUV
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

    /// Where the listener really listens: an IP address, and the port that the system picked if asked to.
    package let boundAddress: NodeAddress

    /// How many connections wait in the kernel until they are accepted.
    package let backlog: Int32

    private let descriptor: OwnedDescriptor
    private let handle = OwnedHandle<TCPListener>(UV_TCP)
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
    /// - Precondition: the listener has not been started or closed before.
    /// - Throws: ``SocketError`` when the system refuses; the port is free again then.
    package func start(
        on loop: EventLoop, onAccept: @escaping (AcceptedSocket) -> Void
    ) throws(SocketError) {
        loop.assertCurrent()
        guard !loop.isStopping else { throw .loopStopped }
        guard let descriptor = descriptor.take() else {
            preconditionFailure("the listener at \(boundAddress) is started once")
        }
        self.loop = loop
        self.onAccept = onAccept
        // Cannot fail as long as no address family is named.
        _ = unsafe uv_tcp_init(loop.pointer, handle.memory(as: uv_tcp_t.self))
        handle.open(for: self)
        if let code = SystemErrorCode(
            returned: unsafe uv_tcp_open(handle.memory(as: uv_tcp_t.self), descriptor))
        {
            cgrid_descriptor_close(descriptor)
            close()
            throw SocketError(code, at: boundAddress)
        }
        let status = unsafe uv_listen(stream, backlog) { stream, status in
            unsafe Handle.owner(of: stream)?.accept(status)
        }
        if let code = SystemErrorCode(returned: status) {
            close()
            throw SocketError(code, at: boundAddress)
        }
    }

    /// Frees the port and forgets the callback; connections that were accepted are not affected.
    package func close() {
        loop?.assertCurrent()
        if let descriptor = descriptor.take() { cgrid_descriptor_close(descriptor) }
        onAccept = nil
        handle.close()
    }

    // `uv_tcp_t` begins with the fields of `uv_stream_t`.
    private var stream: UnsafeMutablePointer<uv_stream_t> { unsafe handle.memory(as: uv_stream_t.self) }

    private func accept(_ status: Int32) {
        // A connection that broke while it waited, or that found no descriptor left, is the connecting side's to
        // notice. libuv has already taken it off the queue.
        guard status == 0, let loop else { return }
        let socket = TCPSocket(on: loop, for: nil)
        defer { socket.close() }
        guard unsafe socket.accept(from: stream) == nil else { return }
        // The connection is dropped when there is no descriptor left to hand it on with.
        guard let descriptor = try? socket.duplicateDescriptor() else { return }
        onAccept?(AcceptedSocket(owning: descriptor, remoteAddress: socket.remoteAddress?.nodeAddress))
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
