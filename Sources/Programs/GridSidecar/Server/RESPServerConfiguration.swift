package import GridIdentity

/// What the operator decides about the port for Redis clients.
package struct RESPServerConfiguration: Hashable, Sendable {
    /// Where clients connect; port 0 lets the system pick.
    package var bindAddress: NodeAddress
    /// How many clients may be connected; further ones are told so and turned away.
    package var maximumClientCount: Int
    /// What holds for all connections.
    package var session: SessionConfiguration
    /// How many received bytes of a client may wait behind a request that is being carried out.
    package var inputHighWaterByteCount = 256 << 10

    /// The version of this software, which `INFO` tells.
    package static let softwareVersion = "0.1.0"

    /// Makes a configuration.
    ///
    /// - Precondition: `maximumClientCount` is positive.
    package init(
        bindAddress: NodeAddress, maximumClientCount: Int = 10_000,
        session: SessionConfiguration = SessionConfiguration()
    ) {
        precondition(maximumClientCount > 0, "a server for \(maximumClientCount) clients")
        self.bindAddress = bindAddress
        self.maximumClientCount = maximumClientCount
        self.session = session
    }
}
