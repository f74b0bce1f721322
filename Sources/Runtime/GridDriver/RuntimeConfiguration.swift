package import GridIdentity
package import GridNode
package import GridStore

/// What a running node needs to know beside the protocol.
package struct RuntimeConfiguration: Sendable {
    package var node: NodeConfiguration
    package var store: StoreConfiguration
    /// Where the node listens; port 0 lets the system pick.
    package var bindAddress: NodeAddress
    /// Members to contact first; the node's own address among them is skipped.
    package var seeds: [NodeAddress] = []
    /// How many I/O loops serve the node, each on a thread of its own.
    package var loopCount: Int
    /// How far ahead another node's clock may be.
    package var maximumClockOffset: Duration = .milliseconds(500)

    /// Whether the node is named after the port, so that a port which the system picks changes the name.
    package var isNameDerived = false

    package init(node: NodeConfiguration, store: StoreConfiguration, bindAddress: NodeAddress, loopCount: Int)
    {
        self.node = node
        self.store = store
        self.bindAddress = bindAddress
        self.loopCount = loopCount
    }
}
