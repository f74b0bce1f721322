package import GridIdentity
import GridWire

/// What a node says when it turns a connection down: why, and what the other side needs to know to mend it.
///
/// It goes to a stranger, so it is short, and says no more than a welcome would. One who sent no readable hello learns
/// nothing.
package struct RefusalNotice: Hashable, Sendable {
    package let refusal: LinkRefusal
    /// What the refusing node speaks, unless it did not say.
    package let version: ProtocolVersion?
    /// The cluster that the refusing node belongs to, when that is the reason.
    package let cluster: ClusterName?
    /// The settings of the refusing node, when they are the reason.
    package let settings: SharedSettings?

    package init(
        _ refusal: LinkRefusal, version: ProtocolVersion? = nil, cluster: ClusterName? = nil,
        settings: SharedSettings? = nil
    ) {
        self.refusal = refusal
        self.version = version
        self.cluster = cluster
        self.settings = settings
    }

    /// The notice of the node `local`.
    init(_ refusal: LinkRefusal, from local: LinkIdentity) {
        switch refusal {
        case .malformedHello: self.init(refusal)
        case .unsupportedVersion, .sameNode: self.init(refusal, version: .current)
        case .otherCluster: self.init(refusal, version: .current, cluster: local.cluster)
        case .otherSettings: self.init(refusal, version: .current, settings: local.settings)
        }
    }

    func encode(into writer: inout WireWriter) {
        writer.write(refusal.rawValue)
        guard let version else { return }
        writer.write(version.major)
        writer.write(version.minor)
        if let cluster { writer.write(cluster) }
        settings?.encode(into: &writer)
    }

    /// Reads a notice as far as it is readable: whatever it says, the connection was turned down.
    static func decode(_ payload: Span<UInt8>) -> RefusalNotice {
        var reader = WireReader(payload)
        guard let reason = try? reader.readUInt8(), let refusal = LinkRefusal(rawValue: reason) else {
            return RefusalNotice(.malformedHello)
        }
        guard let major = try? reader.readUInt16(), let minor = try? reader.readUInt16() else {
            return RefusalNotice(refusal)
        }
        let version = ProtocolVersion(major: major, minor: minor)
        let cluster = refusal == .otherCluster ? try? reader.readClusterName() : nil
        let settings = refusal == .otherSettings ? try? SharedSettings(from: &reader) : nil
        return RefusalNotice(refusal, version: version, cluster: cluster, settings: settings)
    }
}
