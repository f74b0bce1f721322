import GridCache
import GridConfiguration
import GridSidecar

// How the operator's settings become what the parts of the program take.

extension SidecarConfiguration {
    /// What the member of the cluster takes.
    var memberOptions: GridCache.Options {
        var options = GridCache.Options()
        options.memberName = node.name
        options.clusterName = "\(node.clusterName)"
        options.listenAddress = "\(node.address)"
        options.bindAddress = "\(network.bindAddress)"
        options.seeds = node.seedAddresses.map { "\($0)" }
        options.zone = node.zone
        options.isInsecureListeningAllowed = network.isInsecure
        options.ioThreadCount = network.threadCount
        options.memberSettings = memberSettings
        return options
    }

    /// What the port for Redis clients takes, or `nil` when there is to be none.
    var respServerConfiguration: RESPServerConfiguration? {
        guard let address = resp.bindAddress else { return nil }
        let longest = storage.maximumValueByteCount
        let standard = RESPLimits()
        let session = SessionConfiguration(
            readLevel: replication.readLevel, writeConcern: replication.writeConcern,
            defaultTimeToLive: replication.timeToLive,
            limits: RESPLimits(
                maximumKeptBulkByteCount: longest,
                maximumRequestByteCount: max(standard.maximumRequestByteCount, longest + 1 << 20)))
        return RESPServerConfiguration(
            bindAddress: address, maximumClientCount: resp.maximumClientCount, session: session)
    }
}
