package import GridIdentity

/// What a node says of itself when a connection begins.
package struct LinkIdentity: Hashable, Sendable {
    package let cluster: ClusterName
    package let node: NodeID
    /// Where peers reach the node: the address that others know it by, not the one of the socket.
    package let address: NodeAddress
    /// What the node was configured with and its peers must have been, too.
    package let settings: SharedSettings

    package init(cluster: ClusterName, node: NodeID, address: NodeAddress, settings: SharedSettings) {
        self.cluster = cluster
        self.node = node
        self.address = address
        self.settings = settings
    }
}

/// The protocol that two members speak on a connection.
///
/// A different major version is refused. A newer minor version is accepted: it may append fields to messages and
/// send kinds of frames that an older node skips.
package struct ProtocolVersion: Hashable, Sendable {
    package let major: UInt16
    package let minor: UInt16

    package init(major: UInt16, minor: UInt16) {
        self.major = major
        self.minor = minor
    }

    /// What this code speaks.
    package static let current = ProtocolVersion(major: 1, minor: 0)
}
