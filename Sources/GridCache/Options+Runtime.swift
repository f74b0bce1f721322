private import GridDeterminism
package import GridDriver
internal import GridIdentity
internal import GridLink
internal import GridMembership
internal import GridNode
internal import GridPlacement
internal import GridReplication
internal import GridRuntime
internal import GridStore

extension GridCache.Options {
    /// What the runtime needs, after everything has been checked together.
    ///
    /// - Throws: ``GridCacheError/invalidOptions(_:)`` with every problem.
    package func runtimeConfiguration() throws(GridCacheError) -> RuntimeConfiguration {
        var problems = Problems()
        let address = problems.address(listenAddress, of: "listenAddress")
        let bind = bindAddress.isEmpty ? address : problems.address(bindAddress, of: "bindAddress")
        let seedAddresses = seeds.compactMap { problems.address($0, of: "seeds", allowsZero: false) }
        let cluster = ClusterName(clusterName)
        problems.require(
            cluster != nil, "clusterName has 1 to 255 bytes without control characters, not '\(clusterName)'")
        problems.require(
            memberName.isEmpty || NodeID.isValidName(memberName),
            "memberName has at most 255 bytes without control characters, not '\(memberName)'")
        problems.require(zone.utf8.count <= Member.maximumZoneByteCount, "zone has at most 255 bytes")
        problems.require(
            seeds.count <= Membership.maximumSeedCount,
            "seeds has at most \(Membership.maximumSeedCount) addresses, not \(seeds.count)")
        if let address, address.isWildcard {
            problems.add(
                "listenAddress is where peers reach this member, and nobody can be reached at \(address.host): "
                    + "name an address of this machine, and use \(address.host) as bindAddress")
        }
        checkCounts(&problems)
        checkTimes(&problems)
        if let bind, !isInsecureListeningAllowed, !bind.isLoopback {
            problems.add(
                "\(bind) can be reached from other machines, and connections are not encrypted: listen on 127.0.0.1 "
                    + "or allow it with isInsecureListeningAllowed")
        }
        guard problems.isEmpty, let address, let bind, let cluster else {
            throw .invalidOptions(problems.sentences)
        }
        let name = memberName.isEmpty ? address.description : memberName
        let node = NodeID(name: name, epoch: SystemClock().wall.milliseconds)
        let settings = memberSettings
        let store = settings.storeConfiguration(hashSeed: SystemEntropy.seed())
        let identity = LinkIdentity(
            cluster: cluster, node: node, address: address,
            settings: SharedSettings(settings.placement, store))
        var member = settings.nodeConfiguration(identity: identity)
        member.zone = zone
        var configuration = RuntimeConfiguration(
            node: member, store: store, bindAddress: bind,
            loopCount: ioThreadCount == 0 ? EventLoopGroup.coreCount : ioThreadCount)
        configuration.seeds = seedAddresses
        configuration.maximumClockOffset = maximumClockOffset
        configuration.isNameDerived = memberName.isEmpty
        return configuration
    }

    private func checkCounts(_ problems: inout Problems) {
        problems.require(1...100, contains: weight, "weight")
        problems.require(PlacementConfiguration.replicaCounts, contains: replicaCount, "replicaCount")
        problems.require(
            PlacementConfiguration.virtualNodeCounts, contains: virtualNodeCount, "virtualNodeCount")
        problems.require(0...64, contains: ioThreadCount, "ioThreadCount")
        problems.require(1...100_000, contains: batchThreshold, "batchThreshold")
        problems.require(
            1...StoreConfiguration.maximumValueByteCountLimit, contains: maximumValueByteCount,
            "maximumValueByteCount")
        problems.require(
            StoreConfiguration.minimumMemoryLimitInBytes...Int.max, contains: memoryLimitInBytes,
            "memoryLimitInBytes")
        if let shardCount {
            problems.require(
                (1...KeySlot.count).contains(shardCount) && shardCount.nonzeroBitCount == 1,
                "shardCount is a power of two up to \(KeySlot.count), not \(shardCount)")
        }
        let shardTotal = memberSettings.effectiveShardCount
        problems.require(
            memoryLimitInBytes / max(1, shardTotal) <= StoreConfiguration.maximumShardByteCount,
            "shardCount must be larger: one of \(shardTotal) shards holds at most "
                + "\(StoreConfiguration.maximumShardByteCount) bytes of memoryLimitInBytes")
        if let compressionThresholdInBytes {
            problems.require(
                1...Int.max, contains: compressionThresholdInBytes, "compressionThresholdInBytes")
        }
    }

    private func checkTimes(_ problems: inout Problems) {
        let day = Duration.seconds(86_400)
        problems.require(.milliseconds(1)...day, contains: readTimeout, "readTimeout")
        problems.require(.milliseconds(1)...day, contains: writeTimeout, "writeTimeout")
        problems.require(.milliseconds(1)...day, contains: connectTimeout, "connectTimeout")
        problems.require(.milliseconds(1)...day, contains: probeInterval, "probeInterval")
        problems.require(.milliseconds(1)...day, contains: failureTimeout, "failureTimeout")
        problems.require(.milliseconds(1)...day, contains: suspectTimeout, "suspectTimeout")
        problems.require(.milliseconds(1)...day, contains: gossipInterval, "gossipInterval")
        problems.require(
            failureTimeout <= probeInterval,
            "failureTimeout is part of probeInterval: \(failureTimeout) must not exceed \(probeInterval)")
        problems.require(.zero...(.seconds(10)), contains: batchWindow, "batchWindow")
        problems.require(.zero...day, contains: maximumClockOffset, "maximumClockOffset")
        problems.require(.seconds(1)...day * 365, contains: tombstoneGracePeriod, "tombstoneGracePeriod")
        if let defaultTimeToLive {
            problems.require(
                .milliseconds(1)...day * 36_500, contains: defaultTimeToLive, "defaultTimeToLive")
        }
    }
}

/// What is wrong with some options, sentence by sentence.
private struct Problems {
    private(set) var sentences: [String] = []

    var isEmpty: Bool { sentences.isEmpty }

    mutating func add(_ sentence: String) {
        sentences.append(sentence)
    }

    mutating func require(_ condition: Bool, _ sentence: @autoclosure () -> String) {
        if !condition { add(sentence()) }
    }

    mutating func require<Value>(_ range: ClosedRange<Value>, contains value: Value, _ name: String) {
        require(
            range.contains(value),
            "\(name) is between \(range.lowerBound) and \(range.upperBound), not \(value)")
    }

    mutating func address(_ text: String, of name: String, allowsZero: Bool = true) -> NodeAddress? {
        guard let address = NodeAddress(text), allowsZero || address.port > 0 else {
            add("\(name) takes host:port, for example 127.0.0.1:7946, not '\(text)'")
            return nil
        }
        return address
    }
}
