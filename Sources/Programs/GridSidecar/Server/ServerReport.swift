import GridDeterminism
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridRuntime
import GridStore

/// The text of `INFO`: sections of `name:value` lines.
///
/// Names that Redis has mean what they mean there. What Redis has no name for stands in the section `GridCache`.
///
/// Source: the documentation of the INFO command, redis.io.
struct ServerReport {
    private let snapshot: ServerSnapshot

    init(_ snapshot: ServerSnapshot) {
        self.snapshot = snapshot
    }

    /// The sections that are asked for by their lower-case names, in the order of the report; without any, all.
    func text(ofSections names: [String]) -> String {
        let wantsAll = names.isEmpty || names.contains { ["all", "default", "everything"].contains($0) }
        let wanted = sections.filter { wantsAll || names.contains($0.title.lowercased()) }
        return wanted.map { section in
            "# \(section.title)\r\n" + section.lines.map { "\($0.0):\($0.1)\r\n" }.joined()
        }.joined(separator: "\r\n")
    }

    private typealias Line = (String, any CustomStringConvertible)

    private struct Section {
        let title: String
        let lines: [Line]
    }

    private var sections: [Section] {
        [
            Section(title: "Server", lines: serverLines),
            Section(title: "Clients", lines: clientLines),
            Section(title: "Memory", lines: memoryLines),
            Section(title: "Persistence", lines: persistenceLines),
            Section(title: "Stats", lines: statisticsLines),
            Section(title: "Replication", lines: [("role", "master"), ("connected_slaves", 0)]),
            Section(title: "CPU", lines: processorLines),
            Section(title: "Cluster", lines: [("cluster_enabled", 0)]),
            Section(title: "Keyspace", lines: keyspaceLines),
            Section(title: "GridCache", lines: clusterLines + replicationLines + memberLines),
        ]
    }

    private var serverLines: [Line] {
        let seconds = snapshot.uptime.components.seconds
        return [
            ("redis_version", snapshot.advertisedRedisVersion),
            ("redis_mode", "standalone"),
            ("server_name", "gridcache"),
            ("gridcache_version", RESPServerConfiguration.softwareVersion),
            ("arch_bits", Int.bitWidth),
            ("process_id", snapshot.process.processID),
            ("tcp_port", snapshot.boundAddress.port),
            ("server_time_usec", snapshot.wall.milliseconds * 1_000),
            ("uptime_in_seconds", seconds),
            ("uptime_in_days", seconds / 86_400),
        ]
    }

    private var clientLines: [Line] {
        [
            ("connected_clients", snapshot.server.connectedClientCount),
            ("maxclients", snapshot.maximumClientCount),
            ("blocked_clients", 0),
        ]
    }

    private var memoryLines: [Line] {
        [
            ("used_memory", snapshot.store.accountedByteCount),
            ("used_memory_human", Self.binaryUnits(snapshot.store.accountedByteCount)),
            ("used_memory_rss", snapshot.process.residentByteCount),
            ("used_memory_rss_human", Self.binaryUnits(snapshot.process.residentByteCount)),
            ("maxmemory", snapshot.memoryLimitInBytes),
            ("maxmemory_human", Self.binaryUnits(snapshot.memoryLimitInBytes)),
            ("maxmemory_policy", "allkeys-lfu"),
        ]
    }

    /// Nothing is ever loaded from a disk; a node that does not know yet what it owns is what comes closest.
    private var persistenceLines: [Line] {
        [("loading", snapshot.overview.isReady ? 0 : 1), ("rdb_bgsave_in_progress", 0), ("aof_enabled", 0)]
    }

    private var statisticsLines: [Line] {
        [
            ("total_connections_received", snapshot.server.acceptedClientCount),
            ("total_commands_processed", snapshot.server.commandCount),
            ("total_net_input_bytes", snapshot.server.receivedByteCount),
            ("total_net_output_bytes", snapshot.server.sentByteCount),
            ("rejected_connections", snapshot.server.rejectedClientCount),
            ("expired_keys", snapshot.store.expirationCount),
            ("evicted_keys", snapshot.store.evictionCount),
            ("keyspace_hits", snapshot.store.hitCount),
            ("keyspace_misses", snapshot.store.missCount),
        ]
    }

    private var processorLines: [Line] {
        [
            ("used_cpu_sys", Self.seconds(snapshot.process.systemTime)),
            ("used_cpu_user", Self.seconds(snapshot.process.userTime)),
        ]
    }

    /// As in Redis, a key space without keys is not listed.
    ///
    /// Keys that expire are not counted apart.
    private var keyspaceLines: [Line] {
        guard snapshot.store.liveEntryCount > 0 else { return [] }
        return [("db0", "keys=\(snapshot.store.liveEntryCount),expires=0,avg_ttl=0")]
    }

    private var clusterLines: [Line] {
        let overview = snapshot.overview
        return [
            ("cluster_name", snapshot.identity.cluster),
            ("node_name", snapshot.identity.node.name),
            ("node_epoch", snapshot.identity.node.epoch),
            ("node_address", snapshot.identity.address),
            ("ready", overview.isReady ? 1 : 0),
            ("view_hash", Self.hexadecimal(overview.viewHash)),
            ("live_members", overview.liveMemberCount),
            ("known_members", overview.members.count),
            ("settled_slots", snapshot.settledSlotCount),
        ]
    }

    private var replicationLines: [Line] {
        [
            ("tombstones", snapshot.store.tombstoneCount),
            ("compression_saved_bytes", snapshot.store.compressionSavedByteCount),
            ("evicted_tombstones", snapshot.store.evictedTombstoneCount),
            ("accepted_writes", snapshot.replica.acceptedWriteCount),
            ("applied_entries", snapshot.replica.appliedEntryCount),
            ("superseded_entries", snapshot.replica.supersededEntryCount),
            ("refused_entries", snapshot.replica.refusedEntryCount),
            ("refused_stamps", snapshot.replica.refusedStampCount),
            ("remote_operations", snapshot.planes.remoteOperationCount),
            ("failed_operations", snapshot.planes.failedOperationCount),
            ("sent_messages", snapshot.planes.sentMessageCount),
            ("received_messages", snapshot.planes.receivedMessageCount),
            ("sent_batches", snapshot.planes.sentBatchCount),
            ("retried_batches", snapshot.planes.retriedBatchCount),
            ("repaired_copies", snapshot.planes.repairedCopyCount),
            ("abandoned_copies", snapshot.replica.abandonedCopyCount),
        ]
    }

    private var memberLines: [Line] {
        snapshot.overview.members.enumerated().map { index, member in
            (
                "member\(index)",
                "name=\(member.id.name),epoch=\(member.id.epoch),address=\(member.address),"
                    + "state=\(member.state),zone=\(member.zone),weight=\(member.weight)"
            )
        }
    }

    // MARK: Numbers

    /// As Redis writes sizes: `1.50M`.
    private static func binaryUnits(_ byteCount: Int) -> String {
        let units = ["K", "M", "G", "T"]
        guard byteCount >= 1 << 10 else { return "\(byteCount)B" }
        var hundredths = byteCount * 100 / 1_024
        var unit = 0
        while hundredths >= 102_400, unit + 1 < units.count {
            hundredths /= 1_024
            unit += 1
        }
        return "\(hundredths / 100).\(padded(hundredths % 100, digitCount: 2))\(units[unit])"
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(seconds).\(padded(Int(attoseconds / 1_000_000_000_000), digitCount: 6))"
    }

    private static func padded(_ number: Int, digitCount: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, digitCount - digits.count)) + digits
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
