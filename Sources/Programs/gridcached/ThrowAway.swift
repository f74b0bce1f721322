import GridIdentity
import GridReplication

/// Everything that `gridcached` can be told, checked and complete.
///
/// The initial values are the defaults; names, ranges and sentences of documentation are in ``Setting/sections``.
struct SidecarConfiguration: Hashable, Sendable {
    var node = Node()
    var membership = Membership()
    var replication = Replication()
    var network = Network()
    var storage = Storage()
    var log = Log()
    var resp = RESP()

    /// Makes the configuration in which nothing is set.
    init() {}
}

extension SidecarConfiguration {
    /// Who the node is and whom it joins.
    struct Node: Hashable, Sendable {
        /// The setting `local_node_id`; the loader never leaves it empty.
        var name = ""
        /// The setting `local_address`; port 0 means the port that the listener is given.
        var address = NodeAddress.loopback(port: 7946)
        var clusterName = ClusterName.standard
        /// May contain the node's own address.
        var seedAddresses: [NodeAddress] = []
        var zone = ""
        var weight = 1
    }

    /// When members speak and when they give up; see `MembershipConfiguration`.
    struct Membership: Hashable, Sendable {
        var gossipInterval: Duration = .milliseconds(200)
        var probeInterval: Duration = .seconds(1)
        var failureTimeout: Duration = .seconds(1)
        var suspectTimeout: Duration = .seconds(4)
    }

    /// How many copies there are, and how operations deal with them.
    struct Replication: Hashable, Sendable {
        var replicaCount = 3
        var virtualNodeCount = 256
        var writeConcern = WriteConcern.one
        var readLevel = ReadLevel.one
        /// The setting `ttl`; `nil` keeps entries until they are removed or evicted.
        var timeToLive: Duration?
        var readTimeout: Duration = .milliseconds(500)
        var writeTimeout: Duration = .seconds(1)
        /// In operations.
        var batchThreshold = 64
        var batchWindow: Duration = .milliseconds(1)
        var maximumClockOffset: Duration = .milliseconds(500)
    }

    /// How the node speaks with its peers.
    struct Network: Hashable, Sendable {
        /// The transports of this version.
        enum Transport: Hashable, Sendable {
            case tcp
        }

        var transport = Transport.tcp
        /// Where the node listens: the node's address unless set.
        var bindAddress = NodeAddress.loopback(port: 7946)
        var connectTimeout: Duration = .seconds(2)
        /// Whether the node may listen where others than this machine reach it.
        var isInsecure = false
        /// The setting `io_threads`; 0 means one thread per core.
        var threadCount = 0
    }

    /// How much the node holds, and how.
    struct Storage: Hashable, Sendable {
        var memoryLimitInMebibytes = 1_024
        var shardCount = 64
        var maximumValueInMebibytes = 16
        var compresses = true
        var compressionThresholdInBytes = 512
        var tombstoneGracePeriod: Duration = .seconds(3_600)

        var memoryLimitInBytes: Int { memoryLimitInMebibytes << 20 }
        var maximumValueByteCount: Int { maximumValueInMebibytes << 20 }
    }

    /// What is logged, and in which form.
    struct Log: Hashable, Sendable {
        /// The least important messages that are written.
        enum Level: Hashable, Sendable {
            case debug, info, warn, error
        }

        /// How a message is written.
        enum Format: Hashable, Sendable {
            case text, json
        }

        var level = Level.info
        var format = Format.text
    }

    /// How clients of the Redis protocol are served.
    struct RESP: Hashable, Sendable {
        /// Where clients connect, or `nil` when none are served; port 0 picks a free one.
        var bindAddress: NodeAddress? = .loopback(port: 6379)
        var maximumClientCount = 10_000
    }
}

struct FlagProblem: Error { let description: String }
extension SidecarConfiguration {
    init(arguments: ArraySlice<String>) throws(FlagProblem) {
        self.init()
        var rest = arguments
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst() else { throw FlagProblem(description: "no value: " + flag) }
            func address() throws(FlagProblem) -> NodeAddress {
                guard let address = NodeAddress(value) else {
                    throw FlagProblem(description: "bad address " + value)
                }
                return address
            }
            switch flag {
            case "--local-address": node.address = try address(); network.bindAddress = node.address
            case "--resp-bind-addr": resp.bindAddress = try address()
            case "--seed-addrs":
                node.seedAddresses = value.split(separator: ",").compactMap { NodeAddress(String($0)) }
            case "--local-node-id": node.name = value
            case "--io-threads": network.threadCount = Int(value) ?? 0
            case "--cluster-name": node.clusterName = ClusterName(value)!
            default: throw FlagProblem(description: "unknown flag " + flag)
            }
        }
        if node.name.isEmpty { node.name = "node-\(node.address.port)" }
    }
}
extension NodeAddress {
    static func loopback(port: UInt16) -> NodeAddress { NodeAddress(host: "127.0.0.1", port: port)! }
}
extension ClusterName { static let standard = ClusterName("gridcache")! }
