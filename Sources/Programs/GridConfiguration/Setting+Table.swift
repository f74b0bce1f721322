private import GridIdentity
private import GridMembership
private import GridPlacement
private import GridReplication
private import GridStore

// The table: what can be set, where it is kept, what is permitted, and what it means. Flags, variables, keys of
// files, the help, the reference and the checks of single values follow from it.

/// Settings that are explained together.
package struct SettingSection: Sendable {
    package let title: String
    package let settings: [Setting]
}

extension Setting {
    /// Every setting, in the order of the reference: maps of a file come after the top level.
    package static let sections = [
        SettingSection(title: "Node", settings: node),
        SettingSection(title: "Membership", settings: membership),
        SettingSection(title: "Replication", settings: replication),
        SettingSection(title: "Operations", settings: operations),
        SettingSection(title: "Network", settings: network),
        SettingSection(title: "Storage", settings: storage),
        SettingSection(title: "Log", settings: log),
        SettingSection(title: "Redis protocol", settings: resp),
    ]

    /// Every setting, in the order of ``sections``.
    package static let all = sections.flatMap(\.settings)

    private static let node = [
        Setting(
            "local_node_id", \.node.name, .name, derivedDefault: "<host name>-<port>",
            "The name of this node, different from that of every other member; keep it when the node restarts."
        ),
        Setting(
            "local_address", \.node.address, .address,
            "Where peers reach this node."),
        Setting(
            "cluster_name", \.node.clusterName, .clusterName,
            "The name that all members share; nodes with another name are turned away."),
        Setting(
            "seed_addrs", \.node.seedAddresses, .addresses(maximumCount: Membership.maximumSeedCount),
            "Nodes to join the cluster by; the node's own address may be among them, so that all can share one list."
        ),
        Setting(
            "zone", \.node.zone, .optionalName,
            "The failure domain of this node; copies of an entry are spread over as many zones as there are."),
        Setting(
            "weight", \.node.weight, .count(in: 1...Int(RingMember.maximumWeight)),
            "How large a share of the keys this node takes, compared with the other members."),
        Setting(
            "insecure", \.network.isInsecure, .boolean,
            "Permits listening where other machines connect; this version neither encrypts nor authenticates."
        ),
        Setting(
            "io_threads", \.network.threadCount, .count(in: 0...64),
            "How many threads serve connections; 0 means one for each core."),
    ]

    private static let membership = [
        Setting(
            "gossip_interval", \.membership.gossipInterval, .duration(in: .milliseconds(10)...(.seconds(60))),
            "How often a node tells some others what it has learned."),
        Setting(
            "probe_interval", \.membership.probeInterval, .duration(in: .milliseconds(20)...(.seconds(60))),
            "How often a node asks one other whether it is alive."),
        Setting(
            "failure_timeout", \.membership.failureTimeout, .duration(in: .milliseconds(10)...(.seconds(60))),
            "How long a probe, with the help of other members, may take before its target is suspected."),
        Setting(
            "suspect_timeout", \.membership.suspectTimeout,
            .duration(in: .milliseconds(20)...(.seconds(3_600))),
            "How long a suspected member has to answer before it is declared dead; large clusters wait longer."
        ),
    ]

    private static let replication = [
        Setting(
            "replica_count", \.replication.replicaCount, .count(in: PlacementConfiguration.replicaCounts),
            "How many members hold each entry; the same for all members."),
        Setting(
            "virtual_nodes", \.replication.virtualNodeCount,
            .count(in: PlacementConfiguration.virtualNodeCounts),
            "How many points of the hash ring a member of weight 1 has; the same for all members."),
        Setting(
            "batch_threshold", \.replication.batchThreshold, .count(in: 1...65_536),
            "How many changes are gathered for a peer before they are sent."),
        Setting(
            "batch_window", \.replication.batchWindow, .duration(in: .milliseconds(1)...(.seconds(1))),
            "How long a change waits at most for others before it is sent."),
        Setting(
            "maximum_clock_offset", \.replication.maximumClockOffset,
            .duration(in: .milliseconds(1)...(.seconds(3_600))),
            "How far the clock of a peer may be ahead before its changes are refused."),
    ]

    private static let operations = [
        Setting(
            "ttl", \.replication.timeToLive,
            .optionalDuration(in: .milliseconds(1)...(.seconds(10 * 365 * 86_400))),
            "How long entries live that are stored without a life time of their own; 0 means for ever."),
        Setting(
            "write_concern", \.replication.writeConcern,
            .choice(["local": .local, "one": .one, "quorum": .quorum, "all": .all]),
            "How many owners must hold a write in memory before the client is answered."),
        Setting(
            "read_level", \.replication.readLevel,
            .choice(["one": .one, "quorum": .quorum, "all": .all]),
            "How many owners must answer a read."),
        Setting(
            "read_timeout", \.replication.readTimeout, .duration(in: .milliseconds(1)...(.seconds(60))),
            "How long a read may take before the client is told that it failed."),
        Setting(
            "write_timeout", \.replication.writeTimeout, .duration(in: .milliseconds(1)...(.seconds(60))),
            "How long a write may wait for its copies before the client is told that it failed."),
    ]

    private static let network = [
        Setting(
            "network.type", \.network.transport,
            .choice(["tcp": .tcp], of: .transport),
            "The transport between nodes."),
        Setting(
            "network.bind_addr", \.network.bindAddress, .address, derivedDefault: "<local_address>",
            "Where this node listens for peers, when that is not the address at which they reach it."),
        Setting(
            "network.timeout", \.network.connectTimeout, .duration(in: .milliseconds(10)...(.seconds(60))),
            "How long connecting to a peer may take."),
    ]

    /// At most what the largest number of the largest shards can hold.
    private static let memoryLimitsInMebibytes =
        1...(StoreConfiguration.maximumShardByteCount >> 20) * KeySlot.count

    private static let storage = [
        Setting(
            "storage.max_memory_mb", \.storage.memoryLimitInMebibytes, .count(in: memoryLimitsInMebibytes),
            "How much memory entries and their index may take, in units of 1,048,576 bytes, before unused entries "
                + "are evicted."),
        Setting(
            "storage.shard_count", \.storage.shardCount, .powerOfTwo(in: 1...KeySlot.count),
            derivedDefault:
                "<\(StoreConfiguration.standardShardCount), or fewer so that the largest value fits into one>",
            "Into how many parts the memory is divided, each with a lock of its own."),
        Setting(
            "storage.max_value_mb", \.storage.maximumValueInMebibytes,
            .count(in: 1...StoreConfiguration.maximumValueByteCountLimit >> 20),
            "The largest value, in units of 1,048,576 bytes, the same for all members; with its key it must fit into "
                + "three quarters of a shard."
        ),
        Setting(
            "storage.compression", \.storage.compresses, .boolean,
            "Whether values are compressed when that saves an eighth."),
        Setting(
            "storage.compression_threshold_bytes", \.storage.compressionThresholdInBytes,
            .count(in: 1...StoreConfiguration.maximumValueByteCountLimit),
            "From how many bytes on values are worth the try."),
        Setting(
            "storage.tombstone_grace", \.storage.tombstoneGracePeriod,
            .duration(in: .seconds(1)...(.seconds(30 * 86_400))),
            "How long deletions are remembered; a node that was away for longer starts empty."),
    ]

    private static let log = [
        Setting(
            "log.level", \.log.level,
            .choice(["debug": .debug, "info": .info, "warn": .warn, "error": .error]),
            "The least important messages that are written."),
        Setting(
            "log.format", \.log.format, .choice(["text": .text, "json": .json]),
            "How messages are written: for people or for programs."),
    ]

    private static let resp = [
        Setting(
            "resp.bind_addr", \.resp.bindAddress, .optionalAddress,
            "Where clients of the Redis protocol connect; off serves none, port 0 picks a free one."),
        Setting(
            "resp.max_clients", \.resp.maximumClientCount, .count(in: 1...1_000_000),
            "How many clients may be connected, as far as the limit of open files permits; further ones are turned away."
        ),
    ]
}
