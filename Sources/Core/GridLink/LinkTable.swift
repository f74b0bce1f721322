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
    private var routes = RouteTable()
    private var unflushed: [LinkID] = []
    /// The connections that wait for their handshake or for a sign of life, and some that no longer do.
    private var watched: [LinkID] = []

    /// When ``superviseLinks(at:into:)`` is due next, or `nil` when there is nothing to supervise.
    package private(set) var nextDeadline: Instant?

    package init(local: LinkIdentity, lane: Lane, configuration: LinkConfiguration) {
        self.local = local
        self.lane = lane
        self.configuration = configuration
    }

    /// What was refused so far.
    package private(set) var statistics = LinkStatistics()

    /// How many connections there are, in any phase.
    package var count: Int { links.count }

    /// How many addresses are remembered: those with connections, and those that failed a short while ago.
    package var routeCount: Int { routes.count }

    /// How many bytes wait until the other end of a connection takes them.
    package func waitingByteCount(of link: LinkID) -> Int {
        links.read(link.key) { $0.waitingByteCount } ?? 0
    }

    // MARK: Sending

    /// Sends a message to the member at `address`, over whichever connection there is.
    ///
    /// - Returns: the connection, or `nil` when the member cannot be reached now: connecting failed a moment ago,
    ///   or too much waits for the connection already.
    package mutating func send(
        kind: UInt8, to address: NodeAddress, at now: Instant, into effects: inout [LinkEffect],
        _ payload: (inout WireWriter) -> Void
    ) -> LinkID? {
        guard let link = usableLink(to: address) ?? open(address, at: now, into: &effects) else { return nil }
        let configuration = configuration
        let limit = links.read(link.key) { $0.limit(configuration) } ?? 0
        return send(kind: kind, on: link, limit: limit, at: now, payload) ? link : nil
    }

    /// Whether a message to `address` would be taken now.
    package func canSend(to address: NodeAddress, at now: Instant) -> Bool {
        guard let usable = usableLink(to: address) else { return routes.mayAttempt(address, at: now) }
        let configuration = configuration
        return links.read(usable.key) { $0.waitingByteCount < $0.limit(configuration) } ?? false
    }

    /// Sends an answer on the connection that brought the question; returns `false` when it is gone or too much
    /// waits for it already.
    package mutating func send(
        kind: UInt8, on link: LinkID, at now: Instant, _ payload: (inout WireWriter) -> Void
    ) -> Bool {
        send(kind: kind, on: link, limit: configuration.maximumAnswerByteCount, at: now, payload)
    }

    private mutating func send(
        kind: UInt8, on link: LinkID, limit: Int, at now: Instant, _ payload: (inout WireWriter) -> Void
    ) -> Bool {
        guard append(kind: kind, on: link, limit: limit, payload) else { return false }
        _ = links.update(link.key) { link in
            // What waits for the handshake counts from its end on.
            if link.phase.isEstablished, link.unansweredSince == nil { link.unansweredSince = now }
        }
        watch(link)
        return true
    }

    /// Frames a message, unless `limit` bytes wait already.
    ///
    /// What waits may exceed the limit by this one message. So the largest message can be sent, and small ones
    /// cannot keep it waiting for ever.
    private mutating func append(
        kind: UInt8, on link: LinkID, limit: Int, _ payload: (inout WireWriter) -> Void
    ) -> Bool {
        let wasEmpty = links.update(link.key) { link -> Bool? in
            guard link.waitingByteCount < limit else { return nil }
            let wasEmpty = link.output.bytes.isEmpty
            link.output.writeFrame(kind: kind, payload)
            return wasEmpty
        }
        switch wasEmpty {
        case .some(.some(let wasEmpty)):
            if wasEmpty { unflushed.append(link) }
            return true
        case .some(nil):
            statistics.refusedMessageCount += 1
            return false
        case nil:
            return false
        }
    }

    /// The connection that takes messages to `address`: one that stands before one that is being made.
    private func usableLink(to address: NodeAddress) -> LinkID? {
        let known = routes.links(to: address)
        return known.first { isEstablished($0) } ?? known.first
    }

    /// Turns what was sent since the last call into writes, one per connection.
    package mutating func flush(into effects: inout [LinkEffect]) {
        guard !unflushed.isEmpty else { return }
        for link in unflushed {
            let bytes = links.update(link.key) { link in
                link.phase.isEstablished ? link.output.takeBytes() : []
            }
            if let bytes, !bytes.isEmpty { write(bytes, on: link, into: &effects) }
        }
        unflushed.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ bytes: [UInt8], on link: LinkID, into effects: inout [LinkEffect]) {
        _ = links.update(link.key) { $0.unsentByteCount += bytes.count }
        effects.append(.write(link, bytes))
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
        routes.add(id, to: address, at: now)
        write(greeting(kind: HandshakeKind.welcome), on: id, into: &effects)
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
        write(greeting(kind: HandshakeKind.hello), on: link, into: &effects)
    }

    /// The next `byteCount` bytes of what was to be written have left the driver, so there is room for others.
    ///
    /// Whether anything was sent is known by what comes back; this only bounds what waits.
    package mutating func outputLeft(_ link: LinkID, byteCount: Int) {
        _ = links.update(link.key) { $0.unsentByteCount = max(0, $0.unsentByteCount - byteCount) }
    }

    /// The connection ended; returns what was lost, or `nil` when the link was already given up.
    package mutating func closed(
        _ link: LinkID, reason: LostLink.Reason = .disconnected, at now: Instant
    ) -> LostLink? {
        guard let lost = links.remove(link.key) else { return nil }
        if !lost.phase.isEstablished || reason == .silent {
            routes.removeFailed(link, to: lost.address, at: now, configuration)
        } else {
            routes.remove(link, to: lost.address)
        }
        return LostLink(
            link: link, address: lost.address, reason: reason, wasEstablished: lost.phase.isEstablished)
    }

    /// Closes every connection to `address`, for example because its member died.
    package mutating func drop(_ address: NodeAddress, into effects: inout [LinkEffect]) -> [LinkID] {
        let dropped = routes.removeAll(to: address)
        for link in dropped {
            links.remove(link.key)
            effects.append(.close(link))
        }
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
            var peerSettings: SharedSettings?
            do throws(LinkRefusal) {
                let hello = try Hello.decode(payload)
                peerSettings = hello.identity.settings
                try hello.check(for: local)
                try welcome(hello, on: link, at: now)
                return nil
            } catch {
                let conflicting = error == .otherSettings ? peerSettings : nil
                report(.refusedPeer(error), of: link, conflicting, into: &effects)
                return lose(link, reason: .refused(error), at: now, into: &effects)
            }
        case HandshakeKind.refusal:
            let notice = RefusalNotice.decode(payload)
            statistics.refusedAttemptCount += 1
            report(.refusedByPeer(notice), of: link, notice.settings, into: &effects)
            return lose(link, reason: .refused(notice.refusal), at: now, into: &effects)
        case HandshakeKind.ping where peer(of: link) != nil:
            // Not sent as a message: otherwise idle peers would ping each other for ever.
            let limit = configuration.maximumOutputByteCount
            _ = append(kind: HandshakeKind.pong, on: link, limit: limit) { _ in }
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
        if reason == .damaged { report(.damaged, of: link, into: &effects) }
        guard let lost = closed(link, reason: reason, at: now) else { return nil }
        if reason == .damaged { statistics.damagedLinkCount += 1 }
        effects.append(.close(link))
        return lost
    }

    /// Looks for connections that never came about and for peers that fell silent.
    ///
    /// A peer may have nothing to say to what it was sent. Halfway to the limit it is asked for a sign of life, so
    /// only a connection that is really broken counts as silent.
    ///
    /// - Complexity: O(connections that wait for something), and idle ones cost nothing.
    package mutating func superviseLinks(at now: Instant, into effects: inout [LinkEffect]) -> [LostLink] {
        guard let due = nextDeadline, due <= now else { return [] }
        nextDeadline = nil
        var (lost, next) = ([LostLink](), Instant?.none)
        let (candidates, configuration) = (watched, configuration)
        watched.removeAll(keepingCapacity: true)
        for link in candidates {
            if let reason = links.read(link.key, { $0.reasonToGiveUp(at: now, configuration) }) ?? nil {
                if let loss = lose(link, reason: reason, at: now, into: &effects) { lost.append(loss) }
                continue
            }
            pingIfSilent(link, at: now)
            guard let deadline = keepWatching(link) else { continue }
            next = min(next ?? deadline, deadline)
            watched.append(link)
        }
        // Connections that become due one after the other are looked at together.
        nextDeadline = next.map { max($0, now + .milliseconds(250)) }
        return lost
    }

    // MARK: What is known of a link

    /// The member at the other end, once the handshake is done.
    package func peer(of link: LinkID) -> NodeID? {
        guard case .established(let node) = phase(of: link) else { return nil }
        return node
    }

    /// The address that the other end is known by.
    package func address(of link: LinkID) -> NodeAddress? {
        links.read(link.key) { $0.address }
    }

    /// Whether a connection to `address` stands.
    package func isConnected(to address: NodeAddress) -> Bool {
        routes.links(to: address).contains { isEstablished($0) }
    }

    // MARK: Private

    private func phase(of link: LinkID) -> Link.Phase? { links.read(link.key) { $0.phase } }

    private func isEstablished(_ link: LinkID) -> Bool {
        links.read(link.key) { $0.phase.isEstablished } ?? false
    }

    private mutating func open(
        _ address: NodeAddress, at now: Instant, into effects: inout [LinkEffect]
    ) -> LinkID? {
        guard routes.mayAttempt(address, at: now) else { return nil }
        var link = Link(address: address, phase: .connecting, openedAt: now)
        link.decoder = FrameDecoder(maximumPayloadByteCount: configuration.maximumPayloadByteCount)
        let id = LinkID(links.insert(link))
        routes.add(id, to: address, at: now)
        effects.append(.open(id, address))
        watch(id)
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
        watch(link)
        routes.succeeded(address)
        unflushed.append(link)
    }

    private func report(
        _ trouble: LinkReport.Trouble, of link: LinkID, _ peerSettings: SharedSettings? = nil,
        into effects: inout [LinkEffect]
    ) {
        guard let address = address(of: link) else { return }
        let conflict = peerSettings.flatMap { SettingsConflict(local: local.settings, peer: $0) }
        let report = LinkReport(trouble, address: address, cluster: local.cluster, conflict: conflict)
        effects.append(.report(report))
    }

    private func greeting(kind: UInt8) -> [UInt8] {
        var writer = WireWriter()
        writer.writeFrame(kind: kind) { Hello(identity: local, lane: lane).encode(into: &$0) }
        return writer.takeBytes()
    }

    private mutating func pingIfSilent(_ link: LinkID, at now: Instant) {
        let configuration = configuration
        let isSilent = links.update(link.key) { link -> Bool in
            guard link.phase.isEstablished, !link.isPinged, let deadline = link.deadline(configuration) else {
                return false
            }
            link.isPinged = deadline <= now
            return link.isPinged
        }
        guard isSilent == true else { return }
        // One at most is under way, so it may wait behind everything else.
        _ = append(kind: HandshakeKind.ping, on: link, limit: .max) { _ in }
    }

    /// Begins to look after a connection that waits for something.
    private mutating func watch(_ id: LinkID) {
        let configuration = configuration
        let deadline = links.update(id.key) { link -> Instant? in
            guard !link.isWatched, let deadline = link.deadline(configuration) else { return nil }
            link.isWatched = true
            return deadline
        }
        guard case .some(.some(let deadline)) = deadline else { return }
        watched.append(id)
        nextDeadline = min(nextDeadline ?? deadline, deadline)
    }

    /// Returns when a connection is due next; `nil` when it waits for nothing, and needs no watching any more.
    private mutating func keepWatching(_ id: LinkID) -> Instant? {
        let configuration = configuration
        return links.update(id.key) { link -> Instant? in
            let deadline = link.deadline(configuration)
            link.isWatched = deadline != nil
            return deadline
        } ?? nil
    }
}
