package import GridIdentity

/// Names one connection for as long as its ``LinkTable`` knows it.
package struct LinkID: Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// A small number that no other link of its table has at the same time, for tables of the driver.
    package var place: Int { Int(rawValue & 0xFFFF_FFFF) }
}

/// What a link table wants from the driver.
package enum LinkEffect: Hashable, Sendable {
    /// Connect to the address, then report `opened` or `closed`.
    case open(LinkID, NodeAddress)
    /// Send these bytes, in order, after all earlier ones.
    case write(LinkID, [UInt8])
    /// Close the connection, sending what was written before. It is not reported as closed.
    case close(LinkID)
    /// Pass this on to whoever looks after the node.
    case report(LinkReport)
}

/// A connection that ended without this node having asked for it.
package struct LostLink: Hashable, Sendable {
    /// Why a link was lost.
    package enum Reason: Hashable, Sendable {
        /// The connection could not be made, was reset, or was closed by the peer.
        case disconnected
        /// The handshake took too long.
        case handshakeTimedOut
        /// Messages were sent and for too long nothing came back.
        case silent
        /// The peer turned this node down.
        case refused(LinkRefusal)
        /// The peer sent bytes that are not frames.
        case damaged
    }

    package let link: LinkID
    package let address: NodeAddress
    package let reason: Reason
    /// Whether messages may have reached the peer.
    package let wasEstablished: Bool
}

/// What a ``LinkTable`` has turned down since it was made.
package struct LinkStatistics: Hashable, Sendable {
    /// Messages for which there was no room, because the peer did not take the earlier ones.
    package var refusedMessageCount: UInt64 = 0
    /// Connections that were closed because the peer sent bytes which are not messages.
    package var damagedLinkCount: UInt64 = 0
    /// Attempts to connect that the other side turned down.
    package var refusedAttemptCount: UInt64 = 0

    package init() {}
}

/// Bounds and waiting times of a ``LinkTable``.
package struct LinkConfiguration: Hashable, Sendable {
    /// How long connecting and the handshake together may take.
    package var connectTimeout: Duration = .seconds(2)
    /// How long sent messages may stay without any sign of life before the connection counts as broken.
    package var silenceLimit: Duration = .seconds(5)
    /// How long to wait after the first failed attempt; doubles up to ``maximumRetryDelay``.
    package var minimumRetryDelay: Duration = .milliseconds(100)
    package var maximumRetryDelay: Duration = .seconds(2)
    /// At how many waiting bytes further messages are refused while the connection is being made.
    package var maximumQueuedByteCount = 1 << 20
    /// At how many waiting bytes further messages are refused once the connection stands, because the peer does not
    /// take them fast enough; answers excepted.
    package var maximumOutputByteCount = 16 << 20
    /// At how many waiting bytes further answers are refused.
    ///
    /// The asker cannot know how large its answers are, and one that is not answered waits in vain; so there is more
    /// room for them.
    package var maximumAnswerByteCount = 64 << 20
    /// The largest message that is accepted.
    package var maximumPayloadByteCount = 32 << 20

    package init() {}
}
