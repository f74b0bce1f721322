import GridDeterminism
import GridDriver
import GridIdentity
import GridNode
import GridReplication
import GridRuntime
import GridStore

/// One client connection on the loop of its data plane: moves bytes between the stream and the ``CommandSession``,
/// and requests between the session and the plane.
///
/// Three limits keep a client from filling the memory:
/// - replies that the client does not read: further requests wait, and nothing more is received;
/// - requests behind one that is being carried out: nothing more is received;
/// - one request or reply: the session's own limits.
///
/// Confined to the thread of its loop. It lives as long as its stream is open.
final class RESPConnection: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may travel through the closures of administrative requests, but every use
    // happens on the loop's thread, as the stream checks.

    /// A larger output buffer served a burst and is given back.
    private static let maximumKeptOutputCapacity = 64 << 10
    /// Below so much unread output a client's further requests are carried out.
    private static let outputLowWaterByteCount = 256 << 10

    private let stream: TCPStream
    private let plane: PlaneDriver
    private let administration: Administration
    private let counters: ServerCounters
    private let onOccurrence: @Sendable (ServerOccurrence) -> Void
    private let inputHighWaterByteCount: Int
    private let clock = SystemClock()
    private var session: CommandSession
    /// Lent to the session, which writes replies into it while those before are being copied out.
    private var output: [UInt8] = []
    /// What the plane calls with the answer of a single request: made once, because most commands use it.
    private var resume: (CacheAnswer) -> Void = { _ in }
    private var isAdvancing = false
    private var isAwaitingDrain = false
    private var isReadingPaused = false
    private var isClosed = false
    private var receivedByteCount = 0
    private var sentByteCount = 0
    private var countedCommandCount: UInt64 = 0

    /// Serves a client that was counted in, until its connection ends.
    static func serve(
        _ client: ClientConnection, _ socket: AcceptedSocket, on plane: PlaneDriver,
        _ configuration: RESPServerConfiguration, administration: Administration, counters: ServerCounters,
        onOccurrence: @escaping @Sendable (ServerOccurrence) -> Void
    ) {
        // A client that is gone already is not missed.
        guard let stream = try? TCPStream.adopt(socket, on: plane.loop) else { return counters.clientLeft() }
        let connection = RESPConnection(
            client, stream, on: plane, configuration, administration: administration, counters: counters,
            onOccurrence: onOccurrence)
        // From here on the stream keeps the connection alive, and lets go of it when it ends.
        connection.resume = { answer in connection.resumeSession(with: answer) }
        stream.onRead = { bytes in connection.receive(bytes) }
        stream.onDrained = { connection.outputDrained() }
        stream.onClosed = { _ in connection.closed() }
    }

    private init(
        _ client: ClientConnection, _ stream: TCPStream, on plane: PlaneDriver,
        _ configuration: RESPServerConfiguration, administration: Administration, counters: ServerCounters,
        onOccurrence: @escaping @Sendable (ServerOccurrence) -> Void
    ) {
        self.stream = stream
        self.plane = plane
        self.administration = administration
        self.counters = counters
        self.onOccurrence = onOccurrence
        inputHighWaterByteCount = configuration.inputHighWaterByteCount
        session = CommandSession(connection: client, configuration: configuration.session)
        stream.lowWaterMark = Self.outputLowWaterByteCount
    }

    // MARK: Events

    private func receive(_ bytes: Span<UInt8>) {
        receivedByteCount += bytes.count
        session.receive(bytes)
        advance()
    }

    private func resumeSession(with answer: CacheAnswer) {
        guard !isClosed else { return }
        session.resume(with: answer)
        advance()
    }

    private func outputDrained() {
        isAwaitingDrain = false
        advance()
    }

    private func closed() {
        isClosed = true
        resume = { _ in }
        count()
        counters.clientLeft()
    }

    // MARK: Work

    /// Carries out requests until one has to wait, the client has to read, or more input is needed.
    private func advance() {
        // A request that is answered at once resumes the session within the loop below, which then goes on.
        guard !isAdvancing else { return }
        isAdvancing = true
        let now = clock.wall
        var needsNothing = false
        while !needsNothing, !isAwaitingDrain, !session.isAwaitingAnswer {
            switch session.next(at: now) {
            case .perform(let request): perform(request, at: now)
            case .performAll(let requests): performAll(requests, at: now)
            case .administer(let request): administer(request)
            case .deliverOutput: deliverOutput()
            case .needsInput: needsNothing = true
            case .close:
                end()
                return
            case .abort:
                abort()
                return
            }
        }
        isAdvancing = false
        deliverOutput()
        adjustReading()
        count()
    }

    /// Sends the last reply, and ends the connection once the client had the time to read it.
    private func end() {
        let reply = session.takeOutput()
        sentByteCount += reply.count
        isClosed = true
        resume = { _ in }
        count()
        LingeringEnd.begin(stream, after: reply) { [counters] in counters.clientLeft() }
    }

    /// Cuts off a client that speaks HTTP, as Redis does: whatever it sent may not come from its user.
    private func abort() {
        onOccurrence(.crossProtocolRequest(remoteAddress: stream.remoteAddress?.description ?? "?"))
        stream.close()
        // No callback follows.
        closed()
    }

    private func perform(_ request: CacheRequest, at now: WallTime) {
        let node = administration.node
        if case .read(let key, .one) = request {
            let read = node.readLocally(key, at: now) { value, metadata in
                session.resume(withValue: value, expiry: metadata.expiry)
            }
            switch read {
            case .visited: return
            case .missing: return session.resume(with: .missing)
            case .elsewhere: break
            }
        } else if let answer = node.performLocally(request, at: now) {
            return session.resume(with: answer)
        }
        plane.perform(request, resume)
    }

    private func performAll(_ requests: [CacheRequest], at now: WallTime) {
        RequestGroup.perform(requests, on: plane, of: administration.node, at: now) { [self] answers in
            guard !isClosed else { return }
            session.resume(with: answers)
            advance()
        }
    }

    private func administer(_ request: AdministrativeRequest) {
        administration.answer(request, on: plane.loop) { [self] answer in
            guard !isClosed else { return }
            session.resume(with: answer)
            advance()
        }
    }

    /// Hands the replies to the stream, which sends them at the end of the iteration.
    private func deliverOutput() {
        guard session.outputByteCount > 0 else { return }
        session.takeOutput(into: &output)
        sentByteCount += output.count
        stream.write(output.span)
        output.removeAll(keepingCapacity: output.capacity <= Self.maximumKeptOutputCapacity)
        isAwaitingDrain = stream.queuedByteCount > stream.lowWaterMark
    }

    /// Leaves further input in the kernel while enough of it waits here.
    private func adjustReading() {
        let mustPause =
            (isAwaitingDrain || session.isAwaitingAnswer)
            && session.bufferedByteCount > inputHighWaterByteCount
        guard mustPause != isReadingPaused else { return }
        isReadingPaused = mustPause
        if mustPause { stream.pauseReading() } else { stream.resumeReading() }
    }

    private func count() {
        counters.count(
            commands: session.commandCount - countedCommandCount, received: receivedByteCount,
            sent: sentByteCount)
        countedCommandCount = session.commandCount
        receivedByteCount = 0
        sentByteCount = 0
    }
}
