internal import GridDeterminism
package import GridLink
package import GridRuntime

/// Performs the link effects of one state machine over TCP, on one loop.
///
/// It is the seam at which another transport takes its place: whoever performs ``LinkEffect`` and reports what
/// happens to links by these four callbacks can carry the cluster.
///
/// Confined to the thread of its loop.
package final class TCPTransport: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as the
    // streams and the loop check.

    private let loop: EventLoop
    private let connectTimeout: Duration
    /// How long a connection that was given up may take to send its last bytes; a peer that hangs would otherwise
    /// keep them for ever.
    private let lingerTimeout: Duration
    private var connections: [LinkID: Connection] = [:]
    /// What is being closed and may still have output, by the order of closing.
    private var closing: [UInt64: TCPStream] = [:]
    private var closedCount: UInt64 = 0

    private struct Connection {
        let stream: TCPStream
        /// How many of the bytes that were written have not been reported as sent.
        var unreportedByteCount = 0
    }

    /// A connection that was asked for stands.
    package var onOpened: ((LinkID) -> Void)?
    /// Bytes arrived; they are valid during the call only.
    package var onReceived: ((LinkID, Span<UInt8>) -> Void)?
    /// The next bytes of what was written have left for the peer.
    package var onSent: ((LinkID, _ byteCount: Int) -> Void)?
    /// The link table wants its operator to know something.
    package var onReport: ((LinkReport) -> Void)?
    /// A connection ended, or could not be made, without having been asked to.
    package var onClosed: ((LinkID) -> Void)?

    package init(on loop: EventLoop, connectTimeout: Duration, lingerTimeout: Duration = .seconds(2)) {
        self.loop = loop
        self.connectTimeout = connectTimeout
        self.lingerTimeout = lingerTimeout
    }

    /// How many connections there are, those included that are about to end.
    package var connectionCount: Int { connections.count + closing.count }

    /// Does what a link table asked for, in order.
    package func perform(_ effects: [LinkEffect]) {
        for effect in effects {
            switch effect {
            case .open(let link, let address):
                serve(.connect(to: address, on: loop, timeout: connectTimeout), as: link)
            case .write(let link, let bytes):
                connections[link]?.unreportedByteCount += bytes.count
                connections[link]?.stream.write(bytes)
            case .close(let link):
                if let connection = connections.removeValue(forKey: link) { end(connection.stream) }
            case .report(let report):
                onReport?(report)
            }
        }
    }

    /// Serves an accepted connection as `link`.
    package func serve(_ stream: TCPStream, as link: LinkID) {
        connections[link] = Connection(stream: stream)
        stream.onConnected = { [weak self] in self?.onOpened?(link) }
        stream.onRead = { [weak self] bytes in self?.onReceived?(link, bytes) }
        stream.onSent = { [weak self] queuedByteCount in self?.reportSent(link, queuedByteCount) }
        stream.onClosed = { [weak self] _ in
            guard let self, connections.removeValue(forKey: link) != nil else { return }
            onClosed?(link)
        }
    }

    /// Closes every connection at once, reporting none.
    package func closeAll() {
        let open = connections.values.map(\.stream) + closing.values
        connections.removeAll()
        closing.removeAll()
        for stream in open { stream.close() }
    }

    private func reportSent(_ link: LinkID, _ queuedByteCount: Int) {
        guard let connection = connections[link] else { return }
        let byteCount = connection.unreportedByteCount - queuedByteCount
        guard byteCount > 0 else { return }
        connections[link]?.unreportedByteCount = queuedByteCount
        onSent?(link, byteCount)
    }

    /// Ends a connection when its output is sent, or when that takes too long.
    private func end(_ stream: TCPStream) {
        closedCount += 1
        let number = closedCount
        closing[number] = stream
        let timer = LoopTimer(on: loop)
        stream.onRead = nil
        stream.onConnected = nil
        stream.onSent = nil
        stream.onClosed = { [weak self] _ in
            timer.close()
            self?.closing.removeValue(forKey: number)
        }
        timer.onFire = { [weak self] in
            timer.close()
            stream.close()
            self?.closing.removeValue(forKey: number)
        }
        timer.arm(at: loop.now + lingerTimeout)
        stream.closeAfterFlush()
    }
}
