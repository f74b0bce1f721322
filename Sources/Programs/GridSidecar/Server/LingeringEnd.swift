import GridDeterminism
import GridRuntime

/// Ends a connection in such a way that the client can read the last reply.
///
/// The kernel breaks a connection that is closed while received bytes wait unread, and the client may then lose what was
/// sent to it. So the last reply is sent, the sending side shut down, and what the client still sends is read and thrown
/// away, until it closes too. A client that does not is cut off at a limit of time or of bytes.
///
/// Confined to the thread of the stream's loop. It lives as long as the stream is open.
final class LingeringEnd {
    /// How long a client has to read its last reply and to close.
    static let timeout = Duration.seconds(5)
    /// How many more bytes a client may send meanwhile.
    static let maximumDiscardedByteCount = 256 << 20

    private let stream: TCPStream
    private let timer: LoopTimer
    private let onEnded: () -> Void
    private var discardedByteCount = 0

    /// Sends `reply` after what is queued, and ends the connection; takes over the callbacks of the stream.
    ///
    /// `onEnded` is called once, when the connection is over.
    static func begin(_ stream: TCPStream, after reply: [UInt8], onEnded: @escaping () -> Void) {
        let end = LingeringEnd(stream, onEnded: onEnded)
        stream.onRead = { bytes in end.discard(bytes) }
        stream.onDrained = { end.shutDown() }
        stream.onClosed = { _ in end.finish() }
        end.timer.onFire = { end.cutOff() }
        end.timer.arm(at: SystemClock().monotonic + timeout)
        stream.resumeReading()
        // The reply is what will be drained.
        stream.lowWaterMark = 0
        stream.write(reply)
        if stream.queuedByteCount == 0 { end.shutDown() }
    }

    private init(_ stream: TCPStream, onEnded: @escaping () -> Void) {
        self.stream = stream
        self.onEnded = onEnded
        timer = LoopTimer(on: stream.loop)
    }

    private func shutDown() {
        // A connection that broke meanwhile is reported as closed.
        if !stream.shutDownSending() { stream.closeAfterFlush() }
    }

    private func discard(_ bytes: Span<UInt8>) {
        discardedByteCount += bytes.count
        if discardedByteCount > Self.maximumDiscardedByteCount { cutOff() }
    }

    private func cutOff() {
        stream.close()
        // No callback follows.
        finish()
    }

    private func finish() {
        timer.onFire = nil
        timer.close()
        onEnded()
    }
}
