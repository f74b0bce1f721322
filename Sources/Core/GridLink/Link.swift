import GridCollections
import GridDeterminism
import GridIdentity
import GridWire

/// One connection of a ``LinkTable``.
struct Link: Sendable {
    enum Phase: Hashable, Sendable {
        case connecting
        case greeting
        case established(NodeID)

        var isEstablished: Bool {
            switch self {
            case .connecting, .greeting: false
            case .established: true
            }
        }
    }

    let address: NodeAddress
    var phase: Phase
    let openedAt: Instant
    /// Absent while received bytes are being read.
    var decoder: FrameDecoder?
    /// What was sent since the last flush.
    var output = WireWriter()
    /// How many bytes were flushed that have not left the driver.
    var unsentByteCount = 0
    /// When the first message was sent after the last sign of life.
    var unansweredSince: Instant?
    /// Whether a sign of life was asked for since then.
    var isPinged = false
    /// Whether the table looks after the connection.
    var isWatched = false

    init(address: NodeAddress, phase: Phase, openedAt: Instant) {
        self.address = address
        self.phase = phase
        self.openedAt = openedAt
    }

    /// When something has to be done about the connection if nothing happens; `nil` when it waits for nothing.
    func deadline(_ configuration: LinkConfiguration) -> Instant? {
        guard phase.isEstablished else { return openedAt + configuration.connectTimeout }
        guard let since = unansweredSince else { return nil }
        return since + (isPinged ? configuration.silenceLimit : configuration.silenceLimit / 2)
    }

    /// Why the connection cannot be counted on any more, if it cannot.
    func reasonToGiveUp(at now: Instant, _ configuration: LinkConfiguration) -> LostLink.Reason? {
        guard phase.isEstablished else {
            return now >= openedAt + configuration.connectTimeout ? .handshakeTimedOut : nil
        }
        guard let since = unansweredSince else { return nil }
        return now >= since + configuration.silenceLimit ? .silent : nil
    }

    /// At how many waiting bytes further messages are refused.
    func limit(_ configuration: LinkConfiguration) -> Int {
        phase.isEstablished ? configuration.maximumOutputByteCount : configuration.maximumQueuedByteCount
    }

    /// How many bytes wait until the peer, or the way to it, takes them.
    var waitingByteCount: Int { output.bytes.count + unsentByteCount }
}

extension LinkID {
    init(_ key: GenerationalTable<Link>.Key) {
        rawValue = key.rawValue
    }

    var key: GenerationalTable<Link>.Key { .init(rawValue: rawValue) }
}
