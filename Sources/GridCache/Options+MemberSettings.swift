package import GridNode

extension GridCache.Options {
    /// What the member has in common with the other members of its cluster.
    package var memberSettings: MemberSettings {
        get {
            var settings = MemberSettings()
            settings.weight = weight
            settings.gossipInterval = gossipInterval
            settings.probeInterval = probeInterval
            settings.failureTimeout = failureTimeout
            settings.suspectTimeout = suspectTimeout
            settings.replicaCount = replicaCount
            settings.virtualNodeCount = virtualNodeCount
            settings.defaultTimeToLive = defaultTimeToLive
            settings.readTimeout = readTimeout
            settings.writeTimeout = writeTimeout
            settings.batchThreshold = batchThreshold
            settings.batchWindow = batchWindow
            settings.maximumClockOffset = maximumClockOffset
            settings.connectTimeout = connectTimeout
            settings.memoryLimitInBytes = memoryLimitInBytes
            settings.shardCount = shardCount
            settings.maximumValueByteCount = maximumValueByteCount
            settings.compressionThresholdInBytes = compressionThresholdInBytes
            settings.tombstoneGracePeriod = tombstoneGracePeriod
            return settings
        }
        set {
            weight = newValue.weight
            gossipInterval = newValue.gossipInterval
            probeInterval = newValue.probeInterval
            failureTimeout = newValue.failureTimeout
            suspectTimeout = newValue.suspectTimeout
            replicaCount = newValue.replicaCount
            virtualNodeCount = newValue.virtualNodeCount
            defaultTimeToLive = newValue.defaultTimeToLive
            readTimeout = newValue.readTimeout
            writeTimeout = newValue.writeTimeout
            batchThreshold = newValue.batchThreshold
            batchWindow = newValue.batchWindow
            maximumClockOffset = newValue.maximumClockOffset
            connectTimeout = newValue.connectTimeout
            memoryLimitInBytes = newValue.memoryLimitInBytes
            shardCount = newValue.shardCount
            maximumValueByteCount = newValue.maximumValueByteCount
            compressionThresholdInBytes = newValue.compressionThresholdInBytes
            tombstoneGracePeriod = newValue.tombstoneGracePeriod
        }
    }
}
