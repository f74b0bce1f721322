package import GridNode

extension SidecarConfiguration {
    /// What all members of a cluster are told; who this node is, where it listens and how it logs is not among it.
    package var memberSettings: MemberSettings {
        var settings = MemberSettings()
        settings.weight = node.weight
        settings.gossipInterval = membership.gossipInterval
        settings.probeInterval = membership.probeInterval
        settings.failureTimeout = membership.failureTimeout
        settings.suspectTimeout = membership.suspectTimeout
        settings.replicaCount = replication.replicaCount
        settings.virtualNodeCount = replication.virtualNodeCount
        settings.defaultTimeToLive = replication.timeToLive
        settings.readTimeout = replication.readTimeout
        settings.writeTimeout = replication.writeTimeout
        settings.batchThreshold = replication.batchThreshold
        settings.batchWindow = replication.batchWindow
        settings.maximumClockOffset = replication.maximumClockOffset
        settings.connectTimeout = network.connectTimeout
        settings.memoryLimitInBytes = storage.memoryLimitInBytes
        settings.shardCount = storage.shardCount
        settings.maximumValueByteCount = storage.maximumValueByteCount
        settings.compressionThresholdInBytes =
            storage.compresses ? storage.compressionThresholdInBytes : nil
        settings.tombstoneGracePeriod = storage.tombstoneGracePeriod
        return settings
    }
}
