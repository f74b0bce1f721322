import GridDeterminism
import GridDriver
import GridIdentity
import GridNode
import GridReplication
import GridRuntime
import GridStore

/// Answers what only the server as a whole can.
struct Administration: Sendable {
    let node: NodeDriver
    let configuration: RESPServerConfiguration
    let boundAddress: NodeAddress
    let counters: ServerCounters
    let startedAt = SystemClock().monotonic

    /// Answers `request`; `completion` runs on `loop`, which the caller is on.
    func answer(
        _ request: AdministrativeRequest, on loop: EventLoop,
        _ completion: @escaping @Sendable (AdministrativeAnswer) -> Void
    ) {
        switch request {
        case .countEntries:
            completion(.count(node.replica.store.liveEntryCount))
        case .removeAllEntries:
            completion(removeAllEntries())
        case .listSettings(let patterns):
            completion(
                .settings(settings.filter { setting in patterns.contains { $0.matches(setting.name) } }))
        case .describe(let sections):
            addPlanes(from: 0, to: DataPlaneStatistics()) { planes in
                let isTaken = loop.submit {
                    completion(.text(ServerReport(snapshot(planes: planes)).text(ofSections: sections)))
                }
                // The loop has closed its connections, so nobody waits for the answer.
                _ = isTaken
            }
        }
    }

    /// Forgets everything, if this node is the whole cluster.
    ///
    /// What one member of several forgets comes back from the others, key by key, at reads and repairs: that would be
    /// neither a flush nor an error. So it is refused.
    private func removeAllEntries() -> AdministrativeAnswer {
        let memberCount = node.overview.liveMemberCount
        guard memberCount <= 1 else {
            return .refused(
                "ERR this node is one of \(memberCount) members: what it forgets would come back from the others. "
                    + "Delete the keys, or give them a time to live")
        }
        node.replica.store.removeAll()
        return .done
    }

    /// Adds up what the planes have done, each on its own loop, one after the other.
    private func addPlanes(
        from index: Int, to total: DataPlaneStatistics,
        _ completion: @escaping @Sendable (DataPlaneStatistics) -> Void
    ) {
        guard index < node.planes.count else { return completion(total) }
        let plane = node.planes[index]
        let isTaken = plane.loop.submit {
            var total = total
            total.add(plane.statistics)
            addPlanes(from: index + 1, to: total, completion)
        }
        // A loop that has ended has nothing more to add.
        if !isTaken { addPlanes(from: index + 1, to: total, completion) }
    }

    private func snapshot(planes: DataPlaneStatistics) -> ServerSnapshot {
        let clock = SystemClock()
        return ServerSnapshot(
            advertisedRedisVersion: configuration.session.advertisedRedisVersion,
            identity: node.identity, boundAddress: boundAddress,
            maximumClientCount: configuration.maximumClientCount, wall: clock.wall,
            uptime: clock.monotonic.elapsed(since: startedAt), process: .current,
            server: counters.statistics, store: node.replica.store.statistics,
            memoryLimitInBytes: node.replica.store.configuration.memoryLimitInBytes,
            replica: node.replica.statistics, settledSlotCount: node.replica.settledSlotCount,
            planes: planes, overview: node.overview)
    }

    /// What `CONFIG GET` tells: settings that clients and exporters look at, under the names that Redis gives them.
    private var settings: [AdministrativeAnswer.Setting] {
        [
            .init(name: "appendonly", value: "no"),
            .init(name: "bind", value: boundAddress.host),
            .init(name: "cluster-enabled", value: "no"),
            .init(name: "cluster-require-full-coverage", value: "no"),
            .init(name: "databases", value: "1"),
            .init(name: "maxclients", value: "\(configuration.maximumClientCount)"),
            .init(name: "maxmemory", value: "\(node.replica.store.configuration.memoryLimitInBytes)"),
            .init(name: "maxmemory-policy", value: "allkeys-lfu"),
            .init(name: "notify-keyspace-events", value: ""),
            .init(name: "port", value: "\(boundAddress.port)"),
            .init(
                name: "proto-max-bulk-len", value: "\(configuration.session.limits.maximumBulkByteCount)"),
            .init(name: "save", value: ""),
            .init(name: "tcp-keepalive", value: "60"),
            .init(name: "timeout", value: "0"),
        ]
    }
}

extension DataPlaneStatistics {
    /// Adds what another plane has done.
    fileprivate mutating func add(_ other: DataPlaneStatistics) {
        sentMessageCount += other.sentMessageCount
        receivedMessageCount += other.receivedMessageCount
        skippedMessageCount += other.skippedMessageCount
        remoteOperationCount += other.remoteOperationCount
        failedOperationCount += other.failedOperationCount
        sentBatchCount += other.sentBatchCount
        retriedBatchCount += other.retriedBatchCount
        repairedCopyCount += other.repairedCopyCount
    }
}
