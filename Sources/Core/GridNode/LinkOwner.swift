package import GridDeterminism
package import GridLink
package import GridWire

/// A state machine that talks to peers over the connections of one lane.
///
/// The driver reports what happens to connections; everything that is the same for every lane, reading frames,
/// handshakes, supervision, is done here, and the machine sees messages and losses only.
package protocol LinkOwner: ~Copyable {
    associatedtype Effects: LinkEffects

    var links: LinkTable { get set }

    // What follows has one implementation for all machines. As requirements these are compiled once for each of
    // them; as mere extensions every driver would run them unspecialised.

    mutating func accept(_ peer: AcceptedPeer, at now: Moment, into effects: inout Effects) -> LinkID
    mutating func opened(_ link: LinkID, at now: Moment, into effects: inout Effects)
    mutating func closed(_ link: LinkID, at now: Moment, into effects: inout Effects)
    mutating func receive(_ bytes: Span<UInt8>, on link: LinkID, at now: Moment, into effects: inout Effects)

    /// Handles one message.
    ///
    /// - Throws: ``WireError`` when the payload is malformed; the connection is closed then.
    mutating func receiveMessage(
        kind: UInt8, _ payload: Span<UInt8>, on link: LinkID, at now: Moment, into effects: inout Effects
    ) throws(WireError)

    /// A connection is gone: nothing that was sent on it and not answered can be counted on.
    mutating func linkWasLost(_ lost: LostLink, at now: Moment, into effects: inout Effects)
}

/// Effects that include those of a ``LinkTable``.
package protocol LinkEffects {
    var links: [LinkEffect] { get set }
}

extension LinkOwner where Self: ~Copyable {
    /// Takes over a connection whose hello was accepted.
    package mutating func accept(_ peer: AcceptedPeer, at now: Moment, into effects: inout Effects) -> LinkID
    {
        let link = links.accept(peer, at: now.instant, into: &effects.links)
        receive(peer.remainder.span, on: link, at: now, into: &effects)
        return link
    }

    /// A connection that was asked for stands.
    package mutating func opened(_ link: LinkID, at now: Moment, into effects: inout Effects) {
        links.opened(link, at: now.instant, into: &effects.links)
        links.flush(into: &effects.links)
    }

    /// A connection ended, or could not be made.
    package mutating func closed(_ link: LinkID, at now: Moment, into effects: inout Effects) {
        guard let lost = links.closed(link, at: now.instant) else { return }
        linkWasLost(lost, at: now, into: &effects)
        links.flush(into: &effects.links)
    }

    /// Bytes arrived; they are untrusted.
    package mutating func receive(
        _ bytes: Span<UInt8>, on link: LinkID, at now: Moment, into effects: inout Effects
    ) {
        guard var decoder = links.beginReceiving(bytes, on: link, at: now.instant) else { return }
        do throws(WireError) {
            var hasMore = true
            while hasMore {
                let isHandled: Void? = try decoder.withNextFrame { (kind, payload) throws(WireError) in
                    try receiveFrame(kind: kind, payload, on: link, at: now, into: &effects)
                }
                hasMore = isHandled != nil && links.address(of: link) != nil
            }
            links.finishReceiving(decoder, on: link)
        } catch {
            if let lost = links.lose(link, reason: .damaged, at: now.instant, into: &effects.links) {
                linkWasLost(lost, at: now, into: &effects)
            }
        }
        links.flush(into: &effects.links)
    }

    /// Looks after connections that are due; the machine calls it when its deadline is reached.
    mutating func superviseLinks(at now: Moment, into effects: inout Effects) {
        for lost in links.superviseLinks(at: now.instant, into: &effects.links) {
            linkWasLost(lost, at: now, into: &effects)
        }
    }

    private mutating func receiveFrame(
        kind: UInt8, _ payload: Span<UInt8>, on link: LinkID, at now: Moment, into effects: inout Effects
    ) throws(WireError) {
        guard kind < HandshakeKind.firstUpperKind else {
            // Before the handshake is done, nothing else is believed.
            guard links.peer(of: link) != nil else {
                throw .invalidValue(field: "frame before handshake", value: UInt64(kind))
            }
            return try receiveMessage(kind: kind, payload, on: link, at: now, into: &effects)
        }
        let lost = links.receiveHandshake(
            kind: kind, payload: payload, on: link, at: now.instant, into: &effects.links)
        if let lost { linkWasLost(lost, at: now, into: &effects) }
    }
}
