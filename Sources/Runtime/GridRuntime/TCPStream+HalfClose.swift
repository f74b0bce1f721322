extension TCPStream {
    /// Tells the peer that nothing more is sent; what it sends is still received.
    ///
    /// A stream that is closed while received bytes wait unread breaks the connection, and the peer may lose what was
    /// sent to it last. So the one who ends a conversation with a last word shuts its side down first, and goes on
    /// reading until the peer has closed too.
    ///
    /// - Precondition: no output is queued.
    /// - Returns: whether the stream is open and the system did so.
    package func shutDownSending() -> Bool {
        loop.assertCurrent()
        guard case .open(let socket) = phase else { return false }
        precondition(queuedByteCount == 0, "\(queuedByteCount) bytes of output would be lost")
        return socket.shutDownSending()
    }
}
