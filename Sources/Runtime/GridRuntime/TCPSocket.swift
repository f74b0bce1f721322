private import CGridSystem
internal import CUV

/// One libuv TCP handle, with the memory of the requests that libuv may have in flight on it.
///
/// libuv finishes those requests before it calls the close callback, so they live as long as the handle.
@safe final class TCPSocket: LoopHandle {
    private var stream: TCPStream?
    private let loop: EventLoop
    private let connectRequest: UnsafeMutablePointer<uv_connect_t>
    private let writeRequest: UnsafeMutablePointer<uv_write_t>
    /// The buffer whose unsent bytes libuv is sending on its own.
    private var sending: OutputBuffer?

    /// How long a connection is silent before the kernel begins to ask whether the peer is still there.
    static let keepAliveSeconds: UInt32 = 60

    /// Makes a socket that is not connected and reports to `stream`.
    init(on loop: EventLoop, for stream: TCPStream?) {
        self.loop = loop
        self.stream = stream
        unsafe connectRequest = .allocate(capacity: 1)
        unsafe writeRequest = .allocate(capacity: 1)
        super.init(UV_TCP)
        // Cannot fail as long as no address family is named.
        _ = unsafe uv_tcp_init(loop.pointer, tcp)
        retainUntilClosed()
    }

    deinit {
        // libuv has called every request back before it released the handle.
        unsafe connectRequest.deallocate()
        unsafe writeRequest.deallocate()
    }

    private var tcp: UnsafeMutablePointer<uv_tcp_t> { unsafe memory(as: uv_tcp_t.self) }

    // `uv_tcp_t` begins with the fields of `uv_stream_t`.
    private var uvStream: UnsafeMutablePointer<uv_stream_t> { unsafe memory(as: uv_stream_t.self) }

    override func detachOwner() { stream = nil }
    override func loopStops() {
        // A socket without a stream is on its way between two loops.
        if let stream { stream.loopStops() } else { close() }
    }

    private static func socket(behind data: UnsafeMutableRawPointer?) -> TCPSocket? {
        // Only objects of this class are behind the handles and requests whose callbacks come here.
        unsafe LoopHandle.object(behind: data).map { unsafe unsafeDowncast($0, to: TCPSocket.self) }
    }
}

// MARK: - Opening

extension TCPSocket {
    /// Takes the ownership of a connected descriptor; on failure it is closed.
    func adopt(_ descriptor: Int32) -> SystemErrorCode? {
        if let code = SystemErrorCode(returned: unsafe uv_tcp_open(tcp, descriptor)) {
            cgrid_descriptor_close(descriptor)
            return code
        }
        setOptions()
        return nil
    }

    /// Takes the next connection that waits at `listener`.
    func accept(from listener: UnsafeMutablePointer<uv_stream_t>) -> SystemErrorCode? {
        unsafe SystemErrorCode(returned: uv_accept(listener, uvStream))
    }

    /// Begins to connect; the stream's `connectEnded` follows unless an error is returned.
    func connect(to address: SocketAddress) -> SystemErrorCode? {
        unsafe connectRequest.pointee.data = base.pointee.data
        let status = unsafe address.withPointer { pointer, _ in
            unsafe uv_tcp_connect(connectRequest, tcp, pointer) { request, status in
                guard let socket = unsafe TCPSocket.socket(behind: request?.pointee.data) else { return }
                if status == 0 { socket.setOptions() }
                socket.stream?.connectEnded(socket, SystemErrorCode(returned: status))
            }
        }
        return SystemErrorCode(returned: status)
    }

    /// Sends small writes at once, and notices peers that vanished.
    private func setOptions() {
        // A socket whose peer is already gone may refuse options; the next read reports that.
        _ = unsafe uv_tcp_nodelay(tcp, 1)
        _ = unsafe uv_tcp_keepalive(tcp, 1, Self.keepAliveSeconds)
    }

    /// The other end's address; `nil` when the peer is gone already.
    var remoteAddress: SocketAddress? {
        unsafe SocketAddress(filledBy: { pointer, byteCount in
            unsafe uv_tcp_getpeername(tcp, pointer, &byteCount)
        })
    }

    /// A descriptor of its own for the same connection.
    func duplicateDescriptor() throws(SocketError) -> Int32 {
        var descriptor: uv_os_fd_t = -1
        if let code = SystemErrorCode(returned: unsafe uv_fileno(base, &descriptor)) {
            throw SocketError(code)
        }
        let duplicate = cgrid_descriptor_duplicate(descriptor)
        if let code = SystemErrorCode(returned: duplicate) { throw SocketError(code) }
        return duplicate
    }
}

// MARK: - Ending

extension TCPSocket {
    /// Sends the end of the stream; returns whether the system did so.
    func shutDownSending() -> Bool {
        var descriptor: uv_os_fd_t = -1
        guard unsafe uv_fileno(base, &descriptor) == 0 else { return false }
        return cgrid_socket_shut_down_sending(descriptor) == 0
    }
}

// MARK: - Reading

extension TCPSocket {
    /// Begins to receive into the loop's buffer; the stream's `received` and `inputEnded` follow.
    func startReading() -> SystemErrorCode? {
        let status = unsafe uv_read_start(
            uvStream,
            { handle, _, buffer in
                guard let socket = unsafe TCPSocket.socket(behind: handle?.pointee.data) else { return }
                // libuv fills the buffer and calls back before it asks for another, so one serves all streams.
                let memory = unsafe socket.loop.readBuffer
                unsafe buffer?.pointee = uv_buf_init(
                    memory.assumingMemoryBound(to: CChar.self).baseAddress, UInt32(memory.count))
            },
            { stream, byteCount, _ in
                guard let socket = unsafe TCPSocket.socket(behind: stream?.pointee.data) else { return }
                socket.readEnded(byteCount: byteCount)
            })
        return SystemErrorCode(returned: status)
    }

    func stopReading() {
        // libuv allows this at any time between initialising and closing the handle.
        _ = unsafe uv_read_stop(uvStream)
    }

    private func readEnded(byteCount: Int) {
        guard byteCount >= 0 else {
            stream?.inputEnded(SystemErrorCode(rawValue: Int32(byteCount)))
            return
        }
        guard byteCount > 0 else { return }
        // libuv has just written that many bytes at the start of the buffer.
        let received = unsafe UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<byteCount])
        unsafe stream?.received(received.assumingMemoryBound(to: UInt8.self).span)
    }
}

// MARK: - Writing

extension TCPSocket {
    /// Whether libuv is still sending a buffer.
    var isSending: Bool { sending != nil }

    /// How many bytes of the buffer that libuv is sending the operating system has not taken.
    var sendingByteCount: Int { unsafe uv_stream_get_write_queue_size(uvStream) }

    /// Sends what the operating system takes at once.
    ///
    /// - Returns: an error, or `nil` when all went well, even when nothing was taken.
    func sendNow(_ buffer: OutputBuffer) -> SystemErrorCode? {
        let status = unsafe withUnsent(of: buffer) { unsafe uv_try_write(uvStream, $0, 1) }
        guard let code = SystemErrorCode(returned: status) else {
            buffer.markSent(byteCount: Int(status))
            return nil
        }
        return code == .wouldBlock ? nil : code
    }

    /// Has libuv send the rest of `buffer` as the peer makes room; the stream's `sendEnded` follows.
    ///
    /// - Precondition: no other buffer is being sent.
    func sendLater(_ buffer: OutputBuffer) -> SystemErrorCode? {
        precondition(sending == nil, "two buffers are sent at once")
        sending = buffer
        unsafe writeRequest.pointee.data = base.pointee.data
        let status = unsafe withUnsent(of: buffer) { unsent in
            unsafe uv_write(writeRequest, uvStream, unsent, 1) { request, status in
                unsafe TCPSocket.socket(behind: request?.pointee.data)?.sendEnded(
                    SystemErrorCode(returned: status))
            }
        }
        guard let code = SystemErrorCode(returned: status) else { return nil }
        sending = nil
        return code
    }

    private func sendEnded(_ failure: SystemErrorCode?) {
        if let buffer = sending { loop.outputBuffers.giveBack(buffer) }
        sending = nil
        stream?.sendEnded(self, failure)
    }

    /// Lends the unsent bytes in the form libuv takes; it copies this description, not the bytes.
    private func withUnsent(of buffer: OutputBuffer, _ body: (UnsafePointer<uv_buf_t>) -> Int32) -> Int32 {
        let unsent = unsafe buffer.unsent
        // One call sends 4 GiB at most; `sentByteCount` tells what is left.
        let byteCount = UInt32(clamping: unsent.count)
        var description = unsafe uv_buf_init(
            unsent.assumingMemoryBound(to: CChar.self).baseAddress, byteCount)
        return unsafe body(&description)
    }
}
