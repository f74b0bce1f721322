package import GridLink
import GridMembership
package import GridPlacement
import GridReplication
package import GridStore

/// What an operator chooses for the members of a cluster, and how the state machines are told.
///
/// The library, the sidecar and the simulator describe a member with these settings, so a setting means the same in all
/// of them.
package struct MemberSettings: Hashable, Sendable {
    package var weight = 1
    package var gossipInterval: Duration = .milliseconds(200)
    package var probeInterval: Duration = .seconds(1)
    package var failureTimeout: Duration = .seconds(1)
    package var suspectTimeout: Duration = .seconds(4)
    package var replicaCount = 3
    package var virtualNodeCount = 256
    /// `nil` keeps entries until they are removed or evicted.
    package var defaultTimeToLive: Duration?
    package var readTimeout: Duration = .milliseconds(500)
    package var writeTimeout: Duration = .seconds(1)
    /// In changes.
    package var batchThreshold = 64
    package var batchWindow: Duration = .milliseconds(1)
    package var maximumClockOffset: Duration = .milliseconds(500)
    package var connectTimeout: Duration = .seconds(2)
    package var memoryLimitInBytes = 1 << 30
    /// `nil` for as many as suit the memory limit and the largest value.
    package var shardCount: Int?
    package var maximumValueByteCount = 16 << 20
    /// `nil` compresses nothing.
    package var compressionThresholdInBytes: Int? = 512
    package var tombstoneGracePeriod: Duration = .seconds(3_600)

    package init() {}
}

extension MemberSettings {
    /// What the state machines of a member with this identity take; the failure domain is still to be named.
    package func nodeConfiguration(identity: LinkIdentity) -> NodeConfiguration {
        var node = NodeConfiguration(identity: identity)
        node.weight = UInt16(weight)
        node.membership = membership
        node.placement = placement
        node.outbox.batchThreshold = batchThreshold
        node.dataPlane.readTimeout = readTimeout
        node.dataPlane.writeTimeout = writeTimeout
        node.dataPlane.hedgeDelay = readTimeout / 4
        node.dataPlane.batchWindow = batchWindow
        node.dataPlane.link.connectTimeout = connectTimeout
        node.dataPlane.link.maximumPayloadByteCount = 2 * maximumValueByteCount + (1 << 20)
        node.controlLink.connectTimeout = connectTimeout
        return node
    }

    /// What the store of a member takes.
    ///
    /// `hashSeed`: the secret of its index.
    package func storeConfiguration(hashSeed: UInt64) -> StoreConfiguration {
        StoreConfiguration(
            shardCount: effectiveShardCount, memoryLimitInBytes: memoryLimitInBytes,
            compressionThresholdInBytes: compressionThresholdInBytes,
            maximumValueByteCount: maximumValueByteCount, tombstoneGracePeriod: tombstoneGracePeriod,
            hashSeed: hashSeed)
    }

    package var placement: PlacementConfiguration {
        PlacementConfiguration(virtualNodeCount: virtualNodeCount, replicaCount: replicaCount)
    }

    package var effectiveShardCount: Int {
        shardCount
            ?? StoreConfiguration.shardCount(
                memoryLimitInBytes: memoryLimitInBytes, maximumValueByteCount: maximumValueByteCount)
    }

    private var membership: MembershipConfiguration {
        var membership = MembershipConfiguration()
        membership.probeInterval = probeInterval
        membership.failureTimeout = failureTimeout
        membership.probeTimeout = failureTimeout / 2
        membership.suspicionTimeout = suspectTimeout
        membership.gossipInterval = gossipInterval
        return membership
    }
}
