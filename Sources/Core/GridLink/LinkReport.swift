package import GridIdentity

/// Something about a connection that its operator should know; the driver passes it on and does nothing about it.
package struct LinkReport: Hashable, Sendable {
    /// What is wrong.
    package enum Trouble: Hashable, Sendable {
        /// The peer turned this node down.
        case refusedByPeer(RefusalNotice)
        /// The peer accepted this node, but is nobody that this node can talk to.
        case refusedPeer(LinkRefusal)
        /// The peer sent bytes that are not what was agreed on; the connection was closed.
        case damaged
    }

    package let trouble: Trouble
    /// The address that the peer is known by.
    package let address: NodeAddress
    /// The cluster that this node belongs to.
    package let cluster: ClusterName
    /// The settings that differ, when that is what is wrong and the peer said what its own are.
    package let conflict: SettingsConflict?

    package init(
        _ trouble: Trouble, address: NodeAddress, cluster: ClusterName, conflict: SettingsConflict? = nil
    ) {
        self.trouble = trouble
        self.address = address
        self.cluster = cluster
        self.conflict = conflict
    }
}
