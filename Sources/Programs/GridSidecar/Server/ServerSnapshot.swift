import GridDeterminism
import GridDriver
import GridIdentity
import GridLink
import GridNode
import GridRuntime
import GridStore

/// Everything that `INFO` tells, as of one moment.
struct ServerSnapshot: Sendable {
    var advertisedRedisVersion: String
    var identity: LinkIdentity
    var boundAddress: NodeAddress
    var maximumClientCount: Int
    var wall: WallTime
    var uptime: Duration
    var process: ProcessUsage
    var server: ServerStatistics
    var store: StoreStatistics
    var memoryLimitInBytes: Int
    var replica: ReplicaStatistics
    /// How many slots this node owns and knows completely.
    var settledSlotCount: Int
    var planes: DataPlaneStatistics
    var overview: NodeOverview
}
