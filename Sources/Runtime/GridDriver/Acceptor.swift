import GridDeterminism
import GridLink
import GridRuntime

/// Receives strangers: reads the first frame of each new connection, and passes on only those that proved to be
/// members of this cluster.
///
/// Confined to the thread of its loop.
final class Acceptor: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as the
    // streams and the loop check.

    /// How many strangers may be in the middle of their handshake; further ones are turned away.
    private static let maximumStrangerCount = 512

    private struct Stranger {
        let stream: TCPStream
        var handshake: InboundHandshake
        let deadline: Instant
    }

    private let loop: EventLoop
    private let local: LinkIdentity
    private let handshakeTimeout: Duration
    private let timer: LoopTimer
    /// By arrival number.
    private var strangers: [UInt64: Stranger] = [:]
    private var arrivalCount: UInt64 = 0

    /// Takes a member's connection, unserved by any loop.
    private let onMember: (AcceptedPeer, AcceptedSocket) -> Void
    /// Hears of strangers that were turned down.
    private let onRefusal: (RefusedStranger) -> Void

    init(
        local: LinkIdentity, on loop: EventLoop, handshakeTimeout: Duration,
        onMember: @escaping (AcceptedPeer, AcceptedSocket) -> Void,
        onRefusal: @escaping (RefusedStranger) -> Void
    ) {
        self.local = local
        self.loop = loop
        self.handshakeTimeout = handshakeTimeout
        self.onMember = onMember
        self.onRefusal = onRefusal
        timer = LoopTimer(on: loop)
        timer.onFire = { [weak self] in self?.dismissSilentStrangers() }
    }

    /// Takes a new connection.
    func receive(_ socket: AcceptedSocket) {
        guard strangers.count < Self.maximumStrangerCount else { return }
        // A connection that broke meanwhile needs no answer.
        guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
        arrivalCount += 1
        let number = arrivalCount
        if strangers.isEmpty { timer.arm(at: loop.now + handshakeTimeout) }
        strangers[number] = Stranger(
            stream: stream, handshake: InboundHandshake(local: local), deadline: loop.now + handshakeTimeout)
        stream.onRead = { [weak self] bytes in self?.receive(bytes, from: number) }
        stream.onClosed = { [weak self] _ in
            guard let stranger = self?.strangers.removeValue(forKey: number) else { return }
            self?.reportIfUnderWay(stranger)
        }
    }

    func close() {
        timer.close()
        let open = strangers
        strangers.removeAll()
        for stranger in open.values { stranger.stream.close() }
    }

    private func receive(_ bytes: Span<UInt8>, from number: UInt64) {
        guard var stranger = strangers[number] else { return }
        let outcome = stranger.handshake.receive(bytes)
        switch outcome {
        case .needsMoreBytes:
            strangers[number] = stranger
        case .accepted(let peer):
            strangers.removeValue(forKey: number)
            // A connection that broke just now is as good as never made.
            guard let socket = try? stranger.stream.detach() else { return }
            onMember(peer, socket)
        case .refused(let refusal, let reply):
            strangers.removeValue(forKey: number)
            stranger.stream.write(reply)
            stranger.stream.closeAfterFlush()
            report(refusal, of: stranger)
        }
    }

    private func report(_ refusal: LinkRefusal, of stranger: Stranger) {
        onRefusal(
            RefusedStranger(
                refusal: refusal, claimedIdentity: stranger.handshake.claimedIdentity,
                remoteAddress: stranger.stream.remoteAddress, conflict: stranger.handshake.conflict))
    }

    /// A stranger that says nothing may only have looked whether somebody listens; half a hello is a broken one.
    private func reportIfUnderWay(_ stranger: Stranger) {
        if stranger.handshake.isUnderWay { report(.malformedHello, of: stranger) }
    }

    private func dismissSilentStrangers() {
        let now = loop.now
        for (number, stranger) in strangers where stranger.deadline <= now {
            strangers.removeValue(forKey: number)
            stranger.stream.close()
            reportIfUnderWay(stranger)
        }
        if let next = strangers.values.map(\.deadline).min() { timer.arm(at: next) }
    }
}
