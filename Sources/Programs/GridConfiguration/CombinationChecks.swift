private import GridIdentity
private import GridStore

/// What the table cannot say about one value alone: which values do not go together.
struct CombinationChecks {
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []
    private let configuration: SidecarConfiguration

    init(_ configuration: SidecarConfiguration) {
        self.configuration = configuration
    }

    mutating func run() {
        checkAddresses()
        checkExposure()
        runShared()
    }

    /// Checks what concerns all members, and nothing about the one machine that a node runs on.
    mutating func runShared() {
        checkMembership()
        checkOperations()
        checkStorage()
    }

    // MARK: Addresses

    private mutating func checkAddresses() {
        let node = configuration.node
        let bound = configuration.network.bindAddress
        if node.address.isWildcard {
            reject("local_address") {
                "\($0[0]) is no address that peers can connect to; give this machine's address there, and listen "
                    + "on all of them with network.bind_addr"
            }
        }
        if (node.address.port == 0) != (bound.port == 0) {
            reject("local_address", "network.bind_addr") {
                "\($0[0]) and \($0[1]) must both leave the port open, or neither"
            }
        }
        if node.address.port == 0, configuration.origin(of: "local_node_id") == .standard {
            reject("local_address") { "\($0[0]) leaves the port open, so local_node_id must be set" }
        }
        if let seed = node.seedAddresses.first(where: \.isWildcard) {
            reject("seed_addrs") { _ in "\(seed) in seed_addrs is no address to connect to" }
        }
        if node.address.isLoopback, let seed = node.seedAddresses.first(where: { !$0.isLoopback }) {
            warn("seed_addrs", "local_address") {
                "\(seed) in seed_addrs may be another machine, from which \($0[1]) cannot be reached"
            }
        }
        if let clients = configuration.resp.bindAddress, clients.port != 0, clients.port == bound.port {
            reject("resp.bind_addr", listeningSetting) {
                "\($0[0]) and \($0[1]) must have different ports"
            }
        }
    }

    /// The setting that decides where the node listens for peers.
    private var listeningSetting: String {
        configuration.origin(of: "network.bind_addr") == .standard ? "local_address" : "network.bind_addr"
    }

    /// As long as nothing is encrypted or authenticated, listening beyond this machine must be asked for.
    private mutating func checkExposure() {
        guard !configuration.network.isInsecure else { return }
        let danger =
            "is not a loopback address, and this version neither encrypts nor authenticates: everyone who can "
            + "connect could read and change the cache; set insecure to true if the network is trusted, or "
            + "listen at 127.0.0.1"
        if !configuration.network.bindAddress.isLoopback {
            reject(listeningSetting) { "\($0[0]) \(danger)" }
        }
        if let clients = configuration.resp.bindAddress, !clients.isLoopback {
            reject("resp.bind_addr") { "\($0[0]) \(danger)" }
        }
    }

    // MARK: Times

    private mutating func checkMembership() {
        let times = configuration.membership
        if times.failureTimeout > times.probeInterval {
            reject("failure_timeout", "probe_interval") {
                "\($0[0]) is longer than \($0[1]), but a probe must end before the next one begins"
            }
        }
        if times.suspectTimeout < times.probeInterval {
            reject("suspect_timeout", "probe_interval") {
                "\($0[0]) is shorter than \($0[1]), which leaves a suspected member no time to answer"
            }
        }
        if times.gossipInterval > times.suspectTimeout {
            reject("gossip_interval", "suspect_timeout") {
                "\($0[0]) is longer than \($0[1]), so a suspected member would not hear of it in time"
            }
        }
    }

    private mutating func checkOperations() {
        let replication = configuration.replication
        if replication.batchWindow >= replication.writeTimeout {
            reject("batch_window", "write_timeout") {
                "\($0[0]) is not shorter than \($0[1]), so writes would fail before they are sent"
            }
        }
    }

    // MARK: Storage

    private mutating func checkStorage() {
        let storage = configuration.storage
        let largestShare = StoreConfiguration.maximumShardByteCount >> 20
        if storage.memoryLimitInMebibytes > largestShare * storage.shardCount {
            var count = storage.shardCount
            while storage.memoryLimitInMebibytes > largestShare * count { count *= 2 }
            reject("storage.max_memory_mb", "storage.shard_count") {
                "\($0[0]) is more than \($0[1]) shards can hold, \(largestShare) each; raise "
                    + "storage.shard_count to \(count)"
            }
        }
        if problems.isEmpty, !storage.holdsLargestValue(inShards: storage.shardCount) {
            reject("storage.max_value_mb", "storage.max_memory_mb", "storage.shard_count") {
                "\($0[0]) does not fit into one of \($0[2]) shards of \($0[1]); \(Self.remedy(storage))"
            }
        }
    }

    /// How to make the largest value fit.
    private static func remedy(_ storage: SidecarConfiguration.Storage) -> String {
        var other = storage
        if storage.holdsLargestValue(inShards: 1) {
            other.shardCount = StoreConfiguration.shardCount(
                memoryLimitInBytes: storage.memoryLimitInBytes,
                maximumValueByteCount: storage.maximumValueByteCount)
            return "set storage.shard_count to \(other.shardCount), or leave it out"
        }
        while !other.holdsLargestValue(inShards: 1) { other.memoryLimitInMebibytes += 1 }
        let sufficient = other.memoryLimitInMebibytes
        other = storage
        while other.maximumValueInMebibytes > 1, !other.holdsLargestValue(inShards: 1) {
            other.maximumValueInMebibytes -= 1
        }
        let raise = "raise storage.max_memory_mb to \(sufficient)"
        guard other.holdsLargestValue(inShards: 1) else { return raise }
        return raise + ", or lower storage.max_value_mb to \(other.maximumValueInMebibytes)"
    }

    // MARK: Messages

    private mutating func reject(_ paths: String..., message: ([String]) -> String) {
        problems.append(problem(paths, message))
    }

    private mutating func warn(_ paths: String..., message: ([String]) -> String) {
        warnings.append(problem(paths, message))
    }

    /// A problem at the first of the settings that somebody set.
    ///
    /// `message` gets each setting as `name (value)`, with the origin of those that are set elsewhere.
    private func problem(_ paths: [String], _ message: ([String]) -> String) -> ConfigurationProblem {
        let origins = paths.map(configuration.origin)
        let origin = origins.first { $0 != .standard } ?? .standard
        let citations = zip(paths, origins).map { path, itsOrigin in
            let value = Setting.all.first { $0.path == path }?.text(of: configuration) ?? ""
            return itsOrigin == origin ? "\(path) (\(value))" : "\(path) (\(value), \(itsOrigin))"
        }
        return ConfigurationProblem(origin, message(citations))
    }
}

extension SidecarConfiguration.Storage {
    /// Whether the largest value fits into one of so many shards.
    fileprivate func holdsLargestValue(inShards shardCount: Int) -> Bool {
        StoreConfiguration.holds(
            valueByteCount: maximumValueByteCount, memoryLimitInBytes: memoryLimitInBytes,
            shardCount: shardCount)
    }
}
