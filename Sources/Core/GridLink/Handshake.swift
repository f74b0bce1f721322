import GridWire

/// The kinds of frames that open and supervise a connection; the layers above use ``firstUpperKind`` and greater.
package enum HandshakeKind {
    /// From the side that connected: ``Hello``.
    package static let hello: UInt8 = 1
    /// From the side that accepted, when it agrees: ``Hello`` with its own identity.
    package static let welcome: UInt8 = 2
    /// From the side that accepted, when it does not: ``RefusalNotice``.
    package static let refusal: UInt8 = 3
    /// From either side, without payload: asks for a sign of life.
    package static let ping: UInt8 = 4
    /// The answer to a ping, without payload.
    package static let pong: UInt8 = 5

    /// Kinds below this belong to the connection itself.
    package static let firstUpperKind: UInt8 = 16
}

/// The first frame of either side.
package struct Hello: Hashable, Sendable {
    package var version: ProtocolVersion
    package var identity: LinkIdentity
    package var lane: Lane

    package init(version: ProtocolVersion = .current, identity: LinkIdentity, lane: Lane) {
        self.version = version
        self.identity = identity
        self.lane = lane
    }

    /// The longest hello that is read, including what a later minor version may append.
    static let maximumByteCount = 4_096

    func encode(into writer: inout WireWriter) {
        writer.write(version.major)
        writer.write(version.minor)
        writer.write(identity.cluster)
        writer.write(lane.rawValue)
        writer.write(identity.node)
        writer.write(identity.address)
        identity.settings.encode(into: &writer)
    }

    /// Reads a hello; what a newer minor version appended is skipped.
    static func decode(_ payload: Span<UInt8>) throws(LinkRefusal) -> Hello {
        // Every unreadable hello is answered alike: a stranger learns nothing from the details.
        guard let version = try? readVersion(payload) else { throw .malformedHello }
        // Another major version may have another layout behind its number.
        guard version.major == ProtocolVersion.current.major else { throw .unsupportedVersion }
        guard let hello = try? read(payload) else { throw .malformedHello }
        return hello
    }

    private static func readVersion(_ payload: Span<UInt8>) throws(WireError) -> ProtocolVersion {
        var reader = WireReader(payload)
        return ProtocolVersion(major: try reader.readUInt16(), minor: try reader.readUInt16())
    }

    /// Requires that this node and the sender can talk.
    func check(for local: LinkIdentity) throws(LinkRefusal) {
        guard identity.cluster == local.cluster else { throw .otherCluster }
        guard identity.node != local.node else { throw .sameNode }
        guard identity.settings == local.settings else { throw .otherSettings }
    }

    private static func read(_ payload: Span<UInt8>) throws(WireError) -> Hello {
        var reader = WireReader(payload)
        let version = ProtocolVersion(major: try reader.readUInt16(), minor: try reader.readUInt16())
        let cluster = try reader.readClusterName()
        let rawLane = try reader.readUInt8()
        guard let lane = Lane(rawValue: rawLane) else {
            throw .invalidValue(field: "lane", value: UInt64(rawLane))
        }
        let node = try reader.readNodeID()
        let address = try reader.readNodeAddress()
        let settings = try SharedSettings(from: &reader)
        let identity = LinkIdentity(cluster: cluster, node: node, address: address, settings: settings)
        return Hello(version: version, identity: identity, lane: lane)
    }
}

/// Why a connection between two nodes was turned down; neither side's state has changed.
package enum LinkRefusal: UInt8, Error, Hashable, Sendable, CaseIterable {
    /// The two nodes speak different major versions of the protocol.
    case unsupportedVersion = 1
    /// The two nodes belong to clusters of different names.
    case otherCluster = 2
    /// The two ends are the same node.
    case sameNode = 3
    /// The first frame was not a hello, or not a readable one.
    case malformedHello = 4
    /// The two nodes differ in their ``SharedSettings``.
    case otherSettings = 5
}
