private import GridCollections
package import GridDeterminism
package import GridIdentity
package import GridWire

/// All connections of one lane: made on demand, kept open, supervised, and remade after a loss.
///
/// Messages are sent to addresses. The table finds or opens a connection, introduces itself, frames the messages
/// and gathers them, so that one call of ``flush(into:)`` writes once per connection. A message that cannot be
/// sent is refused at once, never kept for later: what to do about it is for the layer above.
///
///     connecting ──opened──► greeting ──welcome──► established
///         │                      │                      │
///         └──────────────────────┴───── lost ◄──────────┘
package struct LinkTable: Sendable {
    /// Who this node says it is.
    package let local: LinkIdentity
    package let lane: Lane
    package let configuration: LinkConfiguration

    private var links = GenerationalTable<Link>()
    /// Sorted by address.
    private var routes: [Route] = []
    private var unflushed: [LinkID] = []

    /// When ``superviseLinks(at:into:)`` is due next, or `nil` when there is nothing to supervise.
    package private(set) var nextDeadline: Instant?

    package init(local: LinkIdentity, lane: Lane, configuration: LinkConfiguration) {
        self.local = local
        self.lane = lane
        self.configuration = configuration
    }

    /// How many connections there are, in any phase.
    package var count: Int { links.count }

    // MARK: Sending

    /// Sends a message to the member at `address`, over whichever connection there is.
    ///
    /// - Returns: the connection, or `nil` when the member cannot be reached now: connecting failed a moment ago,
    ///   or too much waits for the connection already.
    package mutating func send(
        kind: UInt8, to address: NodeAddress, at now: Instant, into effects: inout [LinkEffect],
        _ payload: (inout WireWriter) -> Void
    ) -> LinkID? {
        let route = routeIndex(for: address)
        let link: LinkID
        if let usable = routes[route].links.first(where: { phase(of: $0)?.isEstablished == true }) {
            link = usable
        } else if let pending = routes[route].links.first {
            link = pending
        } else if let opened = open(route, at: now, into: &effects) {
            link = opened
        } else {
            return nil
        }
        return send(kind: kind, on: link, at: now, payload) ? link : nil
    }

    /// Whether a message to `address` would be taken now.
    package func canSend(to address: NodeAddress, at now: Instant) -> Bool {
        guard let index = existingRoute(for: address) else { return true }
        let states = routes[index].links.compactMap { links[$0.key] }
        guard let pending = states.first else { return now >= routes[index].nextAttempt }
        return states.contains { $0.phase.isEstablished }
            || pending.output.bytes.count < configuration.maximumQueuedByteCount
    }

    /// Sends a message on a connection, for example an answer; returns `false` when it is gone or its queue full.
    package mutating func send(
        kind: UInt8, on link: LinkID, at now: Instant, _ payload: (inout WireWriter) -> Void
    ) -> Bool {
        guard append(kind: kind, on: link, payload) else { return false }
        _ = links.update(link.key) { link in
            // What waits for the handshake counts from its end on.
            if link.phase.isEstablished, link.unansweredSince == nil { link.unansweredSince = now }
        }
        scheduleSupervision(at: now)
        return true
    }

    private mutating func append(kind: UInt8, on link: LinkID, _ payload: (inout WireWriter) -> Void) -> Bool
    {
        let limit = configuration.maximumQueuedByteCount
        let wasEmpty = links.update(link.key) { link -> Bool? in
            guard link.phase.isEstablished || link.output.bytes.count < limit else { return nil }
            let wasEmpty = link.output.bytes.isEmpty
            link.output.writeFrame(kind: kind, payload)
            return wasEmpty
        }
        guard case .some(.some(let wasEmpty)) = wasEmpty else { return false }
        if wasEmpty { unflushed.append(link) }
        return true
    }

    /// Turns what was sent since the last call into writes, one per connection.
    package mutating func flush(into effects: inout [LinkEffect]) {
        guard !unflushed.isEmpty else { return }
        for link in unflushed {
            let bytes = links.update(link.key) { link in
                link.phase.isEstablished ? link.output.takeBytes() : []
            }
            if let bytes, !bytes.isEmpty { effects.append(.write(link, bytes)) }
        }
        unflushed.removeAll(keepingCapacity: true)
    }

    // MARK: What the driver reports

    /// Takes over a connection whose hello was accepted, and answers the hello.
    package mutating func accept(_ peer: AcceptedPeer, at now: Instant, into effects: inout [LinkEffect])
        -> LinkID
    {
        let address = peer.hello.identity.address
        var link = Link(address: address, phase: .established(peer.hello.identity.node), openedAt: now)
        link.decoder = FrameDecoder(maximumPayloadByteCount: configuration.maximumPayloadByteCount)
        let id = LinkID(links.insert(link))
        routes[routeIndex(for: address)].links.append(id)
        effects.append(.write(id, greeting(kind: HandshakeKind.welcome)))
        return id
    }

    /// The connection was made: introduces this node.
    package mutating func opened(_ link: LinkID, at now: Instant, into effects: inout [LinkEffect]) {
        let isExpected = links.update(link.key) { link -> Bool in
            guard case .connecting = link.phase else { return false }
            link.phase = .greeting
            return true
        }
        guard isExpected == true else { return }
        effects.append(.write(link, greeting(kind: HandshakeKind.hello)))
    }

    /// The connection ended; returns what was lost, or `nil` when the link was already given up.
    package mutating func closed(
        _ link: LinkID, reason: LostLink.Reason = .disconnected, at now: Instant
    ) -> LostLink? {
        guard let lost = links.remove(link.key) else { return nil }
        let index = routeIndex(for: lost.address)
        routes[index].links.removeAll { $0 == link }
        if !lost.phase.isEstablished || reason == .silent { routes[index].backOff(at: now, configuration) }
        return LostLink(
            link: link, address: lost.address, reason: reason, wasEstablished: lost.phase.isEstablished)
    }

    /// Closes every connection to `address`, for example because its member died.
    package mutating func drop(_ address: NodeAddress, into effects: inout [LinkEffect]) -> [LinkID] {
        let index = routeIndex(for: address)
        let dropped = routes[index].links
        for link in dropped {
            links.remove(link.key)
            effects.append(.close(link))
        }
        routes.remove(at: index)
        return dropped
    }

    /// Begins reading received bytes: lends out the link's decoder with the bytes added.
    ///
    /// The caller takes frames from the decoder and returns it with ``finishReceiving(_:on:)``. Between the two
    /// calls the table may be used freely, so handling a frame may send.
    package mutating func beginReceiving(_ bytes: Span<UInt8>, on link: LinkID, at now: Instant)
        -> FrameDecoder?
    {
        var decoder: FrameDecoder?
        _ = links.update(link.key) { link in
            link.unansweredSince = nil
            link.isPinged = false
            swap(&decoder, &link.decoder)
        }
        decoder?.append(bytes)
        return decoder
    }

    /// Ends what ``beginReceiving(_:on:at:)`` began; a link that was closed in between stays closed.
    package mutating func finishReceiving(_ decoder: FrameDecoder, on link: LinkID) {
        _ = links.update(link.key) { $0.decoder = decoder }
    }

    /// Handles a frame whose kind is below ``HandshakeKind/firstUpperKind``.
    ///
    /// - Returns: the loss of the link, when the peer turned this node down or broke the handshake.
    package mutating func receiveHandshake(
        kind: UInt8, payload: Span<UInt8>, on link: LinkID, at now: Instant, into effects: inout [LinkEffect]
    ) -> LostLink? {
        switch kind {
        case HandshakeKind.welcome:
            do throws(LinkRefusal) {
                try welcome(Hello.decode(payload, for: local), on: link, at: now)
                return nil
            } catch {
                return lose(link, reason: .refused(error), at: now, into: &effects)
            }
        case HandshakeKind.refusal:
            let refusal = payload.count >= 1 ? LinkRefusal(rawValue: payload[0]) : nil
            return lose(link, reason: .refused(refusal ?? .malformedHello), at: now, into: &effects)
        case HandshakeKind.ping where peer(of: link) != nil:
            // Not sent as a message: otherwise idle peers would ping each other for ever.
            _ = append(kind: HandshakeKind.pong, on: link) { _ in }
            return nil
        case HandshakeKind.pong where peer(of: link) != nil:
            return nil
        default:
            return lose(link, reason: .damaged, at: now, into: &effects)
        }
    }

    /// Gives a link up, telling the driver to close it.
    package mutating func lose(
        _ link: LinkID, reason: LostLink.Reason, at now: Instant, into effects: inout [LinkEffect]
    ) -> LostLink? {
        guard let lost = closed(link, reason: reason, at: now) else { return nil }
        effects.append(.close(link))
        return lost
    }

    /// Looks for connections that never came about and for peers that fell silent.
    ///
    /// A peer may have nothing to say to what it was sent. Halfway to the limit it is asked for a sign of life, so
    /// only a connection that is really broken counts as silent.
    ///
    /// - Complexity: O(connections), four times a second at most.
    package mutating func superviseLinks(at now: Instant, into effects: inout [LinkEffect]) -> [LostLink] {
        guard let due = nextDeadline, due <= now else { return [] }
        nextDeadline = nil
        var lost: [LostLink] = []
        for key in links.keys {
            let link = LinkID(key)
            guard let reason = reasonToGiveUp(link, at: now) else {
                pingIfSilent(link, at: now)
                continue
            }
            if let loss = lose(link, reason: reason, at: now, into: &effects) { lost.append(loss) }
        }
        scheduleSupervision(at: now)
        return lost
    }

    // MARK: What is known of a link

    /// The member at the other end, once the handshake is done.
    package func peer(of link: LinkID) -> NodeID? {
        guard case .established(let node) = phase(of: link) else { return nil }
        return node
    }

    /// The address that the other end is known by.
    package func address(of link: LinkID) -> NodeAddress? { links[link.key]?.address }

    /// Whether a connection to `address` stands.
    package func isConnected(to address: NodeAddress) -> Bool {
        guard let index = existingRoute(for: address) else { return false }
        return routes[index].links.contains { phase(of: $0)?.isEstablished == true }
    }

    // MARK: Private

    private func phase(of link: LinkID) -> Link.Phase? { links[link.key]?.phase }

    private mutating func open(_ route: Int, at now: Instant, into effects: inout [LinkEffect]) -> LinkID? {
        guard now >= routes[route].nextAttempt else { return nil }
        var link = Link(address: routes[route].address, phase: .connecting, openedAt: now)
        link.decoder = FrameDecoder(maximumPayloadByteCount: configuration.maximumPayloadByteCount)
        let id = LinkID(links.insert(link))
        routes[route].links.append(id)
        effects.append(.open(id, routes[route].address))
        scheduleSupervision(at: now)
        return id
    }

    private mutating func welcome(_ hello: Hello, on link: LinkID, at now: Instant) throws(LinkRefusal) {
        let isExpected = links.update(link.key) { link -> Bool in
            guard case .greeting = link.phase else { return false }
            link.phase = .established(hello.identity.node)
            link.unansweredSince = link.output.bytes.isEmpty ? nil : now
            return true
        }
        guard isExpected == true, let address = address(of: link) else { throw .malformedHello }
        routes[routeIndex(for: address)].retryDelay = nil
        unflushed.append(link)
    }

    private func greeting(kind: UInt8) -> [UInt8] {
        var writer = WireWriter()
        writer.writeFrame(kind: kind) { Hello(identity: local, lane: lane).encode(into: &$0) }
        return writer.takeBytes()
    }

    private func reasonToGiveUp(_ link: LinkID, at now: Instant) -> LostLink.Reason? {
        guard let state = links[link.key] else { return nil }
        guard state.phase.isEstablished else {
            return now >= state.openedAt + configuration.connectTimeout ? .handshakeTimedOut : nil
        }
        guard let since = state.unansweredSince else { return nil }
        return now >= since + configuration.silenceLimit ? .silent : nil
    }

    private mutating func pingIfSilent(_ link: LinkID, at now: Instant) {
        guard let state = links[link.key], state.phase.isEstablished, !state.isPinged,
            let since = state.unansweredSince, now >= since + configuration.silenceLimit / 2
        else { return }
        _ = links.update(link.key) { $0.isPinged = true }
        _ = append(kind: HandshakeKind.ping, on: link) { _ in }
    }

    private mutating func scheduleSupervision(at now: Instant) {
        guard nextDeadline == nil, !links.isEmpty else { return }
        nextDeadline = now + .milliseconds(250)
    }

    private func existingRoute(for address: NodeAddress) -> Int? {
        let index = insertionIndex(for: address)
        return index < routes.count && routes[index].address == address ? index : nil
    }

    private mutating func routeIndex(for address: NodeAddress) -> Int {
        let index = insertionIndex(for: address)
        if index == routes.count || routes[index].address != address {
            routes.insert(Route(address: address), at: index)
        }
        return index
    }

    private func insertionIndex(for address: NodeAddress) -> Int {
        var low = 0
        var high = routes.count
        while low < high {
            let middle = (low + high) / 2
            if routes[middle].address < address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// One connection.
private struct Link: Sendable {
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
    var output = WireWriter()
    /// When the first message was sent after the last sign of life.
    var unansweredSince: Instant?
    /// Whether a sign of life was asked for since then.
    var isPinged = false
}

/// What is known of the way to one address.
private struct Route: Sendable {
    let address: NodeAddress
    var links: [LinkID] = []
    var retryDelay: Duration?
    var nextAttempt = Instant.zero

    mutating func backOff(at now: Instant, _ configuration: LinkConfiguration) {
        let delay =
            retryDelay.map { min($0 * 2, configuration.maximumRetryDelay) } ?? configuration.minimumRetryDelay
        retryDelay = delay
        nextAttempt = now + delay
    }
}

extension LinkID {
    fileprivate init(_ key: GenerationalTable<Link>.Key) {
        rawValue = key.rawValue
    }

    fileprivate var key: GenerationalTable<Link>.Key { .init(rawValue: rawValue) }
}
