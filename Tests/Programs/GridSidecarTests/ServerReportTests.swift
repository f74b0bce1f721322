import GridDeterminism
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridRuntime
import GridStore
import Testing

@testable import GridSidecar

@Suite("The text of INFO")
struct ServerReportTests {
    @Test("A section that is asked for by name comes alone, with the names that Redis gives its fields")
    func oneSection() throws {
        let report = ServerReport(try snapshot())

        #expect(
            report.text(ofSections: ["replication"])
                == "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n")
        #expect(report.text(ofSections: ["cluster"]) == "# Cluster\r\ncluster_enabled:0\r\n")
        #expect(report.text(ofSections: ["nonsense"]) == "")
    }

    @Test(
        "Without a name, and by the names for all, every section comes",
        arguments: ["", "all", "default", "everything"])
    func allSections(name: String) throws {
        let text = ServerReport(try snapshot()).text(ofSections: name.isEmpty ? [] : [name])

        let titles = text.split(separator: "\r\n").filter { $0.hasPrefix("# ") }
        #expect(
            titles == [
                "# Server", "# Clients", "# Memory", "# Persistence", "# Stats", "# Replication", "# CPU",
                "# Cluster", "# Keyspace", "# GridCache",
            ])
    }

    @Test("A node that does not know yet what it owns says that it is loading")
    func loading() throws {
        var snapshot = try snapshot()
        #expect(ServerReport(snapshot).text(ofSections: ["persistence"]).contains("loading:1\r\n"))

        snapshot.overview.isReady = true

        #expect(ServerReport(snapshot).text(ofSections: ["persistence"]).contains("loading:0\r\n"))
    }

    @Test("Counters of the store appear under the names of Redis")
    func storeCounters() throws {
        var snapshot = try snapshot()
        snapshot.store.liveEntryCount = 12
        snapshot.store.hitCount = 3
        snapshot.store.missCount = 4
        snapshot.store.evictionCount = 5
        snapshot.store.expirationCount = 6
        snapshot.store.arenaByteCount = 1_572_864

        let statistics = ServerReport(snapshot).text(ofSections: ["stats"])
        for line in ["keyspace_hits:3", "keyspace_misses:4", "evicted_keys:5", "expired_keys:6"] {
            #expect(statistics.contains("\(line)\r\n"))
        }
        let memory = ServerReport(snapshot).text(ofSections: ["memory"])
        #expect(memory.contains("used_memory:1572864\r\nused_memory_human:1.50M\r\n"))
        let keyspace = ServerReport(snapshot).text(ofSections: ["keyspace"])
        #expect(keyspace == "# Keyspace\r\ndb0:keys=12,expires=0,avg_ttl=0\r\n")
    }

    @Test("Members are listed one by one with their state")
    func members() throws {
        var snapshot = try snapshot()
        let address = try #require(NodeAddress(host: "10.0.0.2", port: 7946))
        snapshot.overview.members = [
            Member(id: NodeID(name: "b", epoch: 8), address: address, state: .suspect, zone: "z", weight: 2)
        ]

        let text = ServerReport(snapshot).text(ofSections: ["gridcache"])

        #expect(text.contains("live_members:1\r\n"))
        #expect(
            text.contains("member0:name=b,epoch=8,address=10.0.0.2:7946,state=suspect,zone=z,weight=2\r\n"))
    }

    private func snapshot() throws -> ServerSnapshot {
        let address = try #require(NodeAddress(host: "127.0.0.1", port: 7946))
        let cluster = try #require(ClusterName("test"))
        return ServerSnapshot(
            advertisedRedisVersion: "7.4.0",
            identity: LinkIdentity(
                cluster: cluster, node: NodeID(name: "a", epoch: 7), address: address,
                settings: SharedSettings(
                    replicaCount: 3, virtualNodeCount: 256, maximumValueByteCount: 16 << 20)),
            boundAddress: address, maximumClientCount: 10, wall: WallTime(milliseconds: 1_000),
            uptime: .seconds(90_000), process: .current, server: ServerStatistics(), store: StoreStatistics(),
            memoryLimitInBytes: 1 << 30, replica: ReplicaStatistics(), settledSlotCount: 0,
            planes: DataPlaneStatistics(), overview: NodeOverview())
    }

}
