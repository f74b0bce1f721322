package import GridLink
package import GridRuntime

/// Performs the link effects of one state machine over TCP, on one loop.
///
/// It is the seam at which another transport takes its place: whoever performs ``LinkEffect`` and reports what
/// happens to links by these three callbacks can carry the cluster.
///
/// Confined to the thread of its loop.
package final class TCPTransport: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as the
    // streams and the loop check.

    private let loop: EventLoop
    private let connectTimeout: Duration
    private var streams: [LinkID: TCPStream] = [:]

    /// A connection that was asked for stands.
    package var onOpened: ((LinkID) -> Void)?
    /// Bytes arrived; they are valid during the call only.
    package var onReceived: ((LinkID, Span<UInt8>) -> Void)?
    /// A connection ended, or could not be made, without having been asked to.
    package var onClosed: ((LinkID) -> Void)?

    package init(on loop: EventLoop, connectTimeout: Duration) {
        self.loop = loop
        self.connectTimeout = connectTimeout
    }

    /// How many connections there are.
    package var connectionCount: Int { streams.count }

    /// Does what a link table asked for, in order.
    package func perform(_ effects: [LinkEffect]) {
        for effect in effects {
            switch effect {
            case .open(let link, let address):
                serve(.connect(to: address, on: loop, timeout: connectTimeout), as: link)
            case .write(let link, let bytes):
                streams[link]?.write(bytes)
            case .close(let link):
                streams.removeValue(forKey: link)?.closeAfterFlush()
            }
        }
    }

    /// Serves an accepted connection as `link`.
    package func serve(_ stream: TCPStream, as link: LinkID) {
        streams[link] = stream
        stream.onConnected = { [weak self] in self?.onOpened?(link) }
        stream.onRead = { [weak self] bytes in self?.onReceived?(link, bytes) }
        stream.onClosed = { [weak self] _ in
            guard let self, streams.removeValue(forKey: link) != nil else { return }
            onClosed?(link)
        }
    }

    /// Closes every connection at once, reporting none.
    package func closeAll() {
        let open = streams
        streams.removeAll()
        for stream in open.values { stream.close() }
    }
}
