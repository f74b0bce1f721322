internal import GridCollections
private import GridDeterminism
package import GridIdentity

/// One TCP connection: bytes in by callback, bytes out through a buffer that is sent once per loop iteration.
///
///     connect ─► resolving ─► connecting ─┐
///     adopt ──────────────────────────────┴─► open ─► (flushing) ─► closed
///
/// Confined to the thread of its loop. Set the callbacks right after making the stream: none of them runs before
/// control returns to the loop. The stream lives until it is closed by either side, handed over, or stopped together
/// with its loop; then it lets go of its callbacks, so they may hold references back to it.
///
/// What is written before the connection stands is sent as soon as it does. What is written after the end is
/// dropped.
package final class TCPStream: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as
    // `assertCurrent` checks.

    /// The loop that serves the stream.
    package let loop: EventLoop

    /// Called once when a connection that was asked for stands; not for adopted ones.
    package var onConnected: (() -> Void)?
    /// Called with what arrived; the bytes are valid during the call only.
    package var onRead: ((Span<UInt8>) -> Void)?
    /// Called when ``queuedByteCount``, having been above ``lowWaterMark``, has come down to it.
    package var onDrained: (() -> Void)?
    /// Called at the end of an iteration that sent output or tried to, with what ``queuedByteCount`` is now.
    package var onSent: ((_ queuedByteCount: Int) -> Void)?
    /// Called once when the connection could not be made or has ended: `nil` when the peer closed it in good order,
    /// or when everything was sent after ``closeAfterFlush()``.
    ///
    /// It comes at an iteration end, after the hooks. What was written until then, for example in answer to the
    /// last bytes, is sent as far as the operating system takes it at once. It never comes after ``close()`` or ``detach()``.
    package var onClosed: ((SocketError?) -> Void)?

    /// At how many queued bytes a producer that had to wait may go on.
    package var lowWaterMark = 64 * 1024

    /// The other end: as an IP address once the connection stands, before that as it was given.
    package internal(set) var remoteAddress: NodeAddress?

    var phase: Phase
    /// What is gathered during this iteration.
    private var output: OutputBuffer?
    private var isDueAtIterationEnd = false
    private var isAboveLowWaterMark = false
    private var isReadingPaused = false

    /// How far the life of a connection has come.
    enum Phase {
        case resolving(NameResolution, deadline: LoopTimer)
        /// The rest are the addresses to try when this one fails.
        case connecting(TCPSocket, rest: ArraySlice<SocketAddress>, deadline: LoopTimer)
        case open(TCPSocket)
        /// No more input; closes when the output is sent.
        case flushing(TCPSocket)
        /// Over, which is reported at the end of the iteration. The socket can still take output.
        case ending(TCPSocket?, SocketError?)
        case closed

        /// Whether bytes can still be queued.
        var takesOutput: Bool {
            switch self {
            case .resolving, .connecting, .open, .ending: true
            case .flushing, .closed: false
            }
        }

        /// The socket that can send.
        var socket: TCPSocket? {
            switch self {
            case .open(let socket), .flushing(let socket): socket
            case .ending(let socket, _): socket
            case .resolving, .connecting, .closed: nil
            }
        }
    }

    init(on loop: EventLoop, remoteAddress: NodeAddress?) {
        loop.assertCurrent()
        self.loop = loop
        self.remoteAddress = remoteAddress
        phase = .closed
    }

    /// Takes over a connection that a listener accepted or that another loop has given up.
    ///
    /// The stream is open at once, and reads.
    ///
    /// - Throws: ``SocketError/loopStopped``, and the socket can still be adopted elsewhere; any other
    ///   ``SocketError``, and the connection is closed.
    package static func adopt(_ socket: AcceptedSocket, on loop: EventLoop) throws(SocketError) -> TCPStream {
        let stream = TCPStream(on: loop, remoteAddress: socket.remoteAddress)
        guard !loop.isStopping else { throw .loopStopped }
        guard let descriptor = socket.descriptor.take() else { throw .closed }
        let handle = TCPSocket(on: loop, for: stream)
        if let code = handle.adopt(descriptor) {
            handle.close()
            throw SocketError(code)
        }
        stream.open(handle)
        return stream
    }

    // MARK: Reading

    /// Leaves further bytes in the kernel, so that the peer is slowed down.
    ///
    /// The end of the connection is not noticed either until reading is resumed or something is written.
    package func pauseReading() {
        loop.assertCurrent()
        isReadingPaused = true
        if case .open(let socket) = phase { socket.stopReading() }
    }

    /// Receives again after ``pauseReading()``.
    package func resumeReading() {
        loop.assertCurrent()
        guard isReadingPaused else { return }
        isReadingPaused = false
        if case .open(let socket) = phase { startReading(socket) }
    }

    // MARK: Writing

    /// How many bytes were written that the operating system has not taken.
    package var queuedByteCount: Int {
        loop.assertCurrent()
        return (output?.count ?? 0) + (phase.socket?.sendingByteCount ?? 0)
    }

    /// Queues bytes, which are sent together with all others of this iteration.
    package func write(_ bytes: Span<UInt8>) {
        loop.assertCurrent()
        guard !bytes.isEmpty, phase.takesOutput else { return }
        let buffer = output ?? loop.outputBuffers.take()
        output = buffer
        buffer.append(bytes)
        if queuedByteCount > lowWaterMark { isAboveLowWaterMark = true }
        actAtIterationEnd()
    }

    /// Queues bytes, which are sent together with all others of this iteration.
    package func write(_ bytes: [UInt8]) {
        write(bytes.span)
    }

    // MARK: Ending

    /// Ends the connection at once; output that is still queued is dropped, and no callback follows.
    package func close() {
        loop.assertCurrent()
        _ = release()
    }

    /// Stops reading, and ends the connection when all queued output was handed to the operating system.
    ///
    /// ``onClosed`` follows. A peer that does not read can delay it for ever; ``close()`` still works.
    package func closeAfterFlush() {
        loop.assertCurrent()
        switch phase {
        case .open(let socket):
            socket.stopReading()
            phase = .flushing(socket)
            actAtIterationEnd()
        case .resolving, .connecting:
            // Nothing can be sent to a peer that was not reached.
            end(nil)
        case .flushing, .ending, .closed:
            break
        }
    }

    /// Gives the connection up, so that another loop can adopt it; no callback follows.
    ///
    /// Bytes that were not passed to ``onRead`` stay in the kernel for the next owner.
    ///
    /// - Throws: ``SocketError/closed`` when the stream is not open or just broke, ``SocketError/outputPending(byteCount:)``
    ///   while the peer has not made room for the output, or ``SocketError/descriptorLimitReached``. The stream
    ///   remains as it is.
    package func detach() throws(SocketError) -> AcceptedSocket {
        loop.assertCurrent()
        guard case .open(let socket) = phase else { throw .closed }
        sendOutput(through: socket)
        guard case .open = phase else { throw .closed }
        guard queuedByteCount == 0 else { throw .outputPending(byteCount: queuedByteCount) }
        let descriptor = try socket.duplicateDescriptor()
        _ = release()
        return AcceptedSocket(owning: descriptor, remoteAddress: remoteAddress)
    }
}

// MARK: - What the socket reports

extension TCPStream: LoopHandleOwner {
    /// The connection stands.
    func open(_ socket: TCPSocket) {
        phase = .open(socket)
        remoteAddress = socket.remoteAddress?.nodeAddress ?? remoteAddress
        if !isReadingPaused { startReading(socket) }
        if output != nil { actAtIterationEnd() }
    }

    func received(_ bytes: Span<UInt8>) {
        guard case .open = phase else { return }
        onRead?(bytes)
    }

    /// The peer has closed, or the connection broke.
    func inputEnded(_ code: SystemErrorCode) {
        end(code == .endOfFile ? nil : error(for: code))
    }

    func sendEnded(_ socket: TCPSocket, _ failure: SystemErrorCode?) {
        if let failure {
            fail(failure)
        } else {
            actAtIterationEnd()
        }
    }

    func loopStops() {
        switch phase {
        case .closed: break
        case .ending(_, let error): report(error)
        case .resolving, .connecting, .open, .flushing: report(.loopStopped)
        }
    }

    private func startReading(_ socket: TCPSocket) {
        if let code = socket.startReading() { fail(code) }
    }
}

// MARK: - Iteration end

extension TCPStream {
    /// Sends what was gathered, and reports what happened; called by the loop.
    func endIteration() {
        if let socket = phase.socket { sendOutput(through: socket) }
        // Only now, so that a failure to send does not ask for another turn.
        isDueAtIterationEnd = false
        if case .ending(_, let error) = phase { return report(error) }
        guard let socket = phase.socket else { return }
        let queued = queuedByteCount
        if case .flushing = phase, queued == 0, !socket.isSending { return report(nil) }
        onSent?(queued)
        if isAboveLowWaterMark, queued <= lowWaterMark {
            isAboveLowWaterMark = false
            onDrained?()
        }
    }

    /// Has `endIteration` called once.
    func actAtIterationEnd() {
        guard !isDueAtIterationEnd else { return }
        isDueAtIterationEnd = true
        loop.flushAtIterationEnd(self)
    }

    /// Ends the connection, which is reported at the end of the iteration.
    func end(_ error: SocketError?) {
        switch phase {
        case .closed, .ending: return
        case .open(let socket), .flushing(let socket):
            socket.stopReading()
            phase = .ending(socket, error)
        case .resolving, .connecting:
            closeHandles()
            phase = .ending(nil, error)
        }
        actAtIterationEnd()
    }

    private func sendOutput(through socket: TCPSocket) {
        // While libuv sends an earlier buffer, this one has to wait for its turn.
        guard let buffer = output, !socket.isSending else { return }
        output = nil
        if let code = socket.sendNow(buffer) {
            loop.outputBuffers.giveBack(buffer)
            return fail(code)
        }
        guard buffer.sentByteCount < buffer.count else { return loop.outputBuffers.giveBack(buffer) }
        if let code = socket.sendLater(buffer) { fail(code) }
    }

    private func fail(_ code: SystemErrorCode) {
        end(error(for: code))
    }

    private func error(for code: SystemErrorCode) -> SocketError {
        remoteAddress.map { SocketError(code, at: $0) } ?? SocketError(code)
    }

    private func closeHandles() {
        switch phase {
        case .resolving(let resolution, let deadline):
            resolution.cancel()
            deadline.close()
        case .connecting(let socket, _, let deadline):
            socket.close()
            deadline.close()
        case .open, .flushing, .ending:
            phase.socket?.close()
        case .closed: break
        }
    }

    private func report(_ error: SocketError?) {
        release()?(error)
    }

    /// Lets go of everything; returns the callback that may still have to be called.
    private func release() -> ((SocketError?) -> Void)? {
        closeHandles()
        phase = .closed
        if let output { loop.outputBuffers.giveBack(output) }
        output = nil
        let callback = onClosed
        onConnected = nil
        onRead = nil
        onDrained = nil
        onSent = nil
        onClosed = nil
        return callback
    }
}
