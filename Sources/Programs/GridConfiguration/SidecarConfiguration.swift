package import GridIdentity
package import GridReplication

/// Everything that `gridcached` can be told, checked and complete.
///
/// The initial values are the defaults; names, ranges and sentences of documentation are in ``Setting/sections``.
package struct SidecarConfiguration: Hashable, Sendable {
    package var node = Node()
    package var membership = Membership()
    package var replication = Replication()
    package var network = Network()
    package var storage = Storage()
    package var log = Log()
    package var resp = RESP()

    /// Where each value comes from, in the order of ``Setting/all``.
    package internal(set) var origins = [SettingOrigin](repeating: .standard, count: Setting.all.count)
    /// What is permitted but probably not meant, for the program to log when it starts.
    package internal(set) var warnings: [ConfigurationProblem] = []

    /// Makes the configuration in which nothing is set.
    package init() {}
}

extension SidecarConfiguration {
    /// Who the node is and whom it joins.
    package struct Node: Hashable, Sendable {
        /// The setting `local_node_id`; the loader never leaves it empty.
        package var name = ""
        /// The setting `local_address`; port 0 means the port that the listener is given.
        package var address = NodeAddress.loopback(port: 7946)
        package var clusterName = ClusterName.unnamed
        /// May contain the node's own address.
        package var seedAddresses: [NodeAddress] = []
        package var zone = ""
        package var weight = 1
    }

    /// When members speak and when they give up; see `MembershipConfiguration`.
    package struct Membership: Hashable, Sendable {
        package var gossipInterval: Duration = .milliseconds(200)
        package var probeInterval: Duration = .seconds(1)
        package var failureTimeout: Duration = .seconds(1)
        package var suspectTimeout: Duration = .seconds(4)
    }

    /// How many copies there are, and how operations deal with them.
    package struct Replication: Hashable, Sendable {
        package var replicaCount = 3
        package var virtualNodeCount = 256
        package var writeConcern = WriteConcern.one
        package var readLevel = ReadLevel.one
        /// The setting `ttl`; `nil` keeps entries until they are removed or evicted.
        package var timeToLive: Duration?
        package var readTimeout: Duration = .milliseconds(500)
        package var writeTimeout: Duration = .seconds(1)
        /// In operations.
        package var batchThreshold = 64
        package var batchWindow: Duration = .milliseconds(1)
        package var maximumClockOffset: Duration = .milliseconds(500)
    }

    /// How the node speaks with its peers.
    package struct Network: Hashable, Sendable {
        /// The transports of this version.
        package enum Transport: Hashable, Sendable {
            case tcp
        }

        package var transport = Transport.tcp
        /// Where the node listens: the node's address unless set.
        package var bindAddress = NodeAddress.loopback(port: 7946)
        package var connectTimeout: Duration = .seconds(2)
        /// Whether the node may listen where others than this machine reach it.
        package var isInsecure = false
        /// The setting `io_threads`; 0 means one thread per core.
        package var threadCount = 0
    }

    /// How much the node holds, and how.
    package struct Storage: Hashable, Sendable {
        package var memoryLimitInMebibytes = 1_024
        /// The setting `storage.shard_count`: derived from the two others unless set.
        package var shardCount = 32
        package var maximumValueInMebibytes = 16
        package var compresses = true
        package var compressionThresholdInBytes = 512
        package var tombstoneGracePeriod: Duration = .seconds(3_600)

        package var memoryLimitInBytes: Int { memoryLimitInMebibytes << 20 }
        package var maximumValueByteCount: Int { maximumValueInMebibytes << 20 }
    }

    /// What is logged, and in which form.
    package struct Log: Hashable, Sendable {
        /// The least important messages that are written.
        package enum Level: Hashable, Sendable {
            case debug, info, warn, error
        }

        /// How a message is written.
        package enum Format: Hashable, Sendable {
            case text, json
        }

        package var level = Level.info
        package var format = Format.text
    }

    /// How clients of the Redis protocol are served.
    package struct RESP: Hashable, Sendable {
        /// Where clients connect, or `nil` when none are served; port 0 picks a free one.
        package var bindAddress: NodeAddress? = .loopback(port: 6379)
        package var maximumClientCount = 10_000
    }
}

extension SidecarConfiguration {
    /// Each setting that somebody set, as `name = value (origin)`, in the order of the table.
    package var explicitSettings: [String] {
        zip(Setting.all, origins).compactMap { setting, origin in
            origin == .standard ? nil : "\(setting.path) = \(setting.text(of: self)) (\(origin))"
        }
    }
}
