import GridConfiguration
import GridDeterminism
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridPlacement
import GridReplication
import GridRuntime
import GridSidecar
import GridStore

// How the operator's settings become what the parts of the program take.

extension SidecarConfiguration {
    /// Frames carry an entry as it is stored, plus what describes it and its neighbours in a batch.
    private var maximumPayloadByteCount: Int { storage.maximumValueByteCount * 2 + 1 << 20 }

    /// What the running node takes; this life of the process begins now.
    var runtimeConfiguration: RuntimeConfiguration {
        var runtime = RuntimeConfiguration(
            node: nodeConfiguration(epoch: SystemClock().wall), store: storeConfiguration,
            bindAddress: network.bindAddress,
            loopCount: network.threadCount > 0 ? network.threadCount : EventLoopGroup.coreCount)
        runtime.seeds = node.seedAddresses
        runtime.maximumClockOffset = replication.maximumClockOffset
        return runtime
    }

    /// What the port for Redis clients takes, or `nil` when there is to be none.
    var respServerConfiguration: RESPServerConfiguration? {
        guard let address = resp.bindAddress else { return nil }
        // A little more than the largest value, so that one that is too long gets an error that says so.
        let bulk = storage.maximumValueByteCount + 1 << 20
        let standard = RESPLimits()
        let session = SessionConfiguration(
            readLevel: replication.readLevel, writeConcern: replication.writeConcern,
            defaultTimeToLive: replication.timeToLive,
            limits: RESPLimits(
                maximumBulkByteCount: bulk,
                maximumRequestByteCount: max(standard.maximumRequestByteCount, bulk + 1 << 20)))
        return RESPServerConfiguration(
            bindAddress: address, maximumClientCount: resp.maximumClientCount, session: session)
    }

    /// When members speak and give up.
    var membershipConfiguration: MembershipConfiguration {
        var membership = MembershipConfiguration()
        membership.gossipInterval = self.membership.gossipInterval
        membership.probeInterval = self.membership.probeInterval
        membership.failureTimeout = self.membership.failureTimeout
        // Half for the direct answer, half for those who are asked to try.
        membership.probeTimeout = self.membership.failureTimeout / 2
        membership.suspicionTimeout = self.membership.suspectTimeout
        return membership
    }

    private func nodeConfiguration(epoch: WallTime) -> NodeConfiguration {
        var configuration = NodeConfiguration(
            identity: LinkIdentity(
                cluster: node.clusterName, node: NodeID(name: node.name, epoch: epoch.milliseconds),
                address: node.address))
        configuration.zone = node.zone
        configuration.weight = UInt16(clamping: node.weight)
        configuration.membership = membershipConfiguration
        configuration.placement = PlacementConfiguration(
            virtualNodeCount: replication.virtualNodeCount, replicaCount: replication.replicaCount)
        configuration.controlLink.connectTimeout = network.connectTimeout
        configuration.dataPlane.link.connectTimeout = network.connectTimeout
        configuration.dataPlane.link.maximumPayloadByteCount = maximumPayloadByteCount
        configuration.dataPlane.readTimeout = replication.readTimeout
        configuration.dataPlane.writeTimeout = replication.writeTimeout
        configuration.dataPlane.batchWindow = replication.batchWindow
        configuration.outbox.batchThreshold = replication.batchThreshold
        return configuration
    }

    private var storeConfiguration: StoreConfiguration {
        StoreConfiguration(
            shardCount: storage.shardCount, memoryLimitInBytes: storage.memoryLimitInBytes,
            compressionThresholdInBytes: storage.compresses ? storage.compressionThresholdInBytes : nil,
            maximumValueByteCount: storage.maximumValueByteCount,
            tombstoneGracePeriod: storage.tombstoneGracePeriod, hashSeed: SystemEntropy.seed())
    }
}
