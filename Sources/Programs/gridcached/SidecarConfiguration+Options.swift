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
        options.weight = node.weight
        options.isInsecureListeningAllowed = network.isInsecure
        options.connectTimeout = network.connectTimeout
        options.ioThreadCount = network.threadCount
        apply(membership, to: &options)
        apply(replication, to: &options)
        apply(storage, to: &options)
        return options
    }

    private func apply(_ membership: Membership, to options: inout GridCache.Options) {
        options.gossipInterval = membership.gossipInterval
        options.probeInterval = membership.probeInterval
        options.failureTimeout = membership.failureTimeout
        options.suspectTimeout = membership.suspectTimeout
    }

    private func apply(_ replication: Replication, to options: inout GridCache.Options) {
        options.replicaCount = replication.replicaCount
        options.virtualNodeCount = replication.virtualNodeCount
        options.defaultTimeToLive = replication.timeToLive
        options.readTimeout = replication.readTimeout
        options.writeTimeout = replication.writeTimeout
        options.batchThreshold = replication.batchThreshold
        options.batchWindow = replication.batchWindow
        options.maximumClockOffset = replication.maximumClockOffset
    }

    private func apply(_ storage: Storage, to options: inout GridCache.Options) {
        options.memoryLimitInBytes = storage.memoryLimitInBytes
        options.shardCount = storage.shardCount
        options.maximumValueByteCount = storage.maximumValueByteCount
        options.compressionThresholdInBytes = storage.compresses ? storage.compressionThresholdInBytes : nil
        options.tombstoneGracePeriod = storage.tombstoneGracePeriod
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
