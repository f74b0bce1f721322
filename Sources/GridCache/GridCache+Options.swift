extension GridCache {
    /// How a member of the cluster is set up.
    ///
    /// The defaults make a usable single member that only this machine can reach. A member that others are to find
    /// needs a fixed ``listenAddress`` and, unless it is the first, ``seeds``.
    public struct Options: Hashable, Sendable {
        // MARK: Identity

        /// The member's name, unique within the cluster: at most 255 bytes without control characters.
        ///
        /// An empty name stands for the address where peers reach the member. When another process takes the name,
        /// the one that started later keeps it, and this member serves no more.
        public var memberName = ""
        /// The name that all members of a cluster share; members of other clusters are turned away.
        public var clusterName = "gridcache"
        /// Where peers reach this member, as `host:port`; port 0 lets the system pick one.
        public var listenAddress = "127.0.0.1:0"
        /// Where to listen, as `host:port`, when that differs from ``listenAddress``; empty when it does not.
        public var bindAddress = ""
        /// Members to contact first, as `host:port`; this member's own address may be among them.
        public var seeds: [String] = []
        /// The failure domain, at most 255 bytes; empty for none.
        ///
        /// Copies of a key are spread over the zones.
        public var zone = ""
        /// How large a share of the keys this member takes, relative to the others: 1 to 100.
        public var weight = 1
        /// Whether the member may listen where other machines reach it although connections are not encrypted.
        public var isInsecureListeningAllowed = false

        // MARK: Copies

        /// How many members hold each key: 1 to 8.
        ///
        /// All members of a cluster must agree: one that differs is turned away. Changing it takes a new cluster.
        public var replicaCount = 3
        /// How many places each member has on the ring: 1 to 1,024.
        ///
        /// All members of a cluster must agree: one that differs is turned away. Changing it takes a new cluster.
        public var virtualNodeCount = 256
        /// How many copies acknowledge a write that does not say otherwise.
        public var writeConcern = WriteConcern.one
        /// How many owners answer a read that does not say otherwise.
        public var readLevel = ReadLevel.one
        /// How long a read that needs other members may take.
        public var readTimeout = Duration.milliseconds(500)
        /// How long a write may wait for other members.
        public var writeTimeout = Duration.seconds(1)
        /// How many changed entries wait at most before they are sent to their other owners.
        public var batchThreshold = 64
        /// How long a changed entry waits at most for others to be sent with it.
        public var batchWindow = Duration.milliseconds(1)

        // MARK: Storage

        /// How much memory entries and their indexes may take; at least 256 KiB.
        public var memoryLimitInBytes = 1 << 30
        /// How many parts the store has, each with a lock of its own: a power of two.
        ///
        /// `nil` for 64, or as many fewer as it takes for the longest value to fit into one.
        public var shardCount: Int?
        /// The longest value that is accepted: up to 512 MiB.
        ///
        /// As stored it must also fit, with its key, into three quarters of a part. All members of a cluster must
        /// agree: one that differs is turned away.
        public var maximumValueByteCount = 16 << 20
        /// Values of at least this size are compressed when that saves an eighth; `nil` compresses none.
        public var compressionThresholdInBytes: Int? = 512
        /// How long entries live that do not say otherwise; `nil` for ever.
        public var defaultTimeToLive: Duration?
        /// How long a deletion is remembered, so that a member that missed it does not bring the key back.
        public var tombstoneGracePeriod = Duration.seconds(3_600)

        // MARK: Failure detection

        /// How often this member probes another one.
        public var probeInterval = Duration.seconds(1)
        /// How long a probe may take in total before its target is suspected.
        public var failureTimeout = Duration.seconds(1)
        /// How long a suspected member has to show that it is alive; grows with the cluster.
        public var suspectTimeout = Duration.seconds(4)
        /// How often news about members is passed on.
        public var gossipInterval = Duration.milliseconds(200)
        /// How far ahead another member's clock may be before its writes are refused.
        public var maximumClockOffset = Duration.milliseconds(500)

        // MARK: Resources

        /// How long connecting to a member may take.
        public var connectTimeout = Duration.seconds(2)
        /// How many threads serve the network; 0 stands for one per core.
        public var ioThreadCount = 0

        /// Makes the options of a single member that only this machine can reach.
        public init() {}
    }
}
