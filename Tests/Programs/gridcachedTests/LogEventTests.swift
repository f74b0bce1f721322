import GridConfiguration
import GridDeterminism
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import Testing

@testable import gridcached

@Suite("Lines of the log")
struct LogEventTests {
    private let time = WallTime(milliseconds: 1_709_164_799_007)

    private func settings(
        _ replicaCount: UInt8 = 3, _ virtualNodeCount: UInt16 = 256,
        _ maximumValueByteCount: UInt32 = 16 << 20
    ) -> SharedSettings {
        SharedSettings(
            replicaCount: replicaCount, virtualNodeCount: virtualNodeCount,
            maximumValueByteCount: maximumValueByteCount)
    }

    @Test("A line for people has the time, the level, the event and its fields in order")
    func text() {
        let event = LogEvent(.info, "node.ready").with("members", 3).with("zone", "a b").with("empty", "")

        #expect(
            event.text(at: time) == #"2024-02-28T23:59:59.007Z info node.ready members=3 zone="a b" empty="""#
        )
    }

    @Test("A line for programs is a JSON object with numbers as numbers")
    func json() {
        let event = LogEvent(.error, "node.failed").with("code", 7).with("reason", "a \"b\"\n\\ \u{1}é")

        #expect(
            event.json(at: time)
                == #"{"time":"2024-02-28T23:59:59.007Z","level":"error","event":"node.failed","code":7,"#
                + #""reason":"a \"b\"\n\\ \u0001é"}"#)
    }

    @Test(
        "Times follow the Gregorian calendar",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"), (1_735_689_599_999, "2024-12-31T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ])
    func timestamps(milliseconds: UInt64, expected: String) {
        #expect(WallTime(milliseconds: milliseconds).timestamp == expected)
    }

    @Test("A stranger that was turned away is named as it names itself")
    func refusedStranger() throws {
        let cluster = try #require(ClusterName("elsewhere"))
        let address = try #require(NodeAddress(host: "10.0.0.9", port: 7946))
        let remote = try #require(NodeAddress(host: "10.0.0.9", port: 50_000))
        let stranger = RefusedStranger(
            refusal: .otherCluster,
            claimedIdentity: LinkIdentity(
                cluster: cluster, node: NodeID(name: "x", epoch: 5), address: address, settings: settings()),
            remoteAddress: remote, conflict: SettingsConflict(local: settings(), peer: settings(2)))

        let event = LogEvent(.refused(stranger))

        #expect(
            event?.text(at: time)
                == "2024-02-28T23:59:59.007Z warn link.refused reason=other_cluster remote=10.0.0.9:50000 "
                + "node=x cluster=elsewhere address=10.0.0.9:7946")
    }

    @Test("A node that is turned down says by whom, both clusters, and what to do")
    func refusedByPeer() throws {
        let seed = try #require(NodeAddress(host: "10.0.0.1", port: 7946))
        let (blue, grid) = (try #require(ClusterName("blue")), try #require(ClusterName("grid")))
        let notice = RefusalNotice(
            .otherCluster, version: ProtocolVersion(major: 1, minor: 0), cluster: grid)

        let event = LogEvent(.troubled(LinkReport(.refusedByPeer(notice), address: seed, cluster: blue)))

        #expect(
            event?.text(at: time)
                == "2024-02-28T23:59:59.007Z warn link.refused_by_peer reason=other_cluster "
                + "address=10.0.0.1:7946 cluster=blue peer_cluster=grid remedy=\"not joined: give both nodes "
                + "the same cluster_name, or take 10.0.0.1:7946 out of seed_addrs\"")
    }

    @Test("A node that is turned down for its version names both versions")
    func refusedVersion() throws {
        let seed = try #require(NodeAddress(host: "10.0.0.1", port: 7946))
        let blue = try #require(ClusterName("blue"))
        let notice = RefusalNotice(.unsupportedVersion, version: ProtocolVersion(major: 2, minor: 7))

        let event = LogEvent(.troubled(LinkReport(.refusedByPeer(notice), address: seed, cluster: blue)))

        let text = event?.text(at: time) ?? ""
        #expect(text.contains("reason=unsupported_version address=10.0.0.1:7946 cluster=blue"))
        #expect(text.contains(" protocol=1.0 peer_protocol=2.7 "))
    }

    @Test("A stranger with other settings is logged with both values of what differs, and what to do")
    func refusedSettings() throws {
        let cluster = try #require(ClusterName("grid"))
        let address = try #require(NodeAddress(host: "10.0.0.9", port: 7946))
        let remote = try #require(NodeAddress(host: "10.0.0.9", port: 50_000))
        let stranger = RefusedStranger(
            refusal: .otherSettings,
            claimedIdentity: LinkIdentity(
                cluster: cluster, node: NodeID(name: "x", epoch: 5), address: address, settings: settings(2)),
            remoteAddress: remote, conflict: SettingsConflict(local: settings(), peer: settings(2)))

        let event = LogEvent(.refused(stranger))

        #expect(
            event?.text(at: time)
                == "2024-02-28T23:59:59.007Z warn link.refused reason=other_settings remote=10.0.0.9:50000 "
                + "node=x cluster=grid address=10.0.0.9:7946 replica_count=3 peer_replica_count=2 "
                + "remedy=\"give all members the same replica_count\"")
    }

    @Test("A node that is turned down for its settings says which differ, both values, and what to do")
    func refusedBySettings() throws {
        let seed = try #require(NodeAddress(host: "10.0.0.1", port: 7946))
        let grid = try #require(ClusterName("grid"))
        func line(_ trouble: LinkReport.Trouble, peer: SharedSettings) -> String? {
            let conflict = SettingsConflict(local: settings(), peer: peer)
            let report = LinkReport(trouble, address: seed, cluster: grid, conflict: conflict)
            return LogEvent(.troubled(report))?.text(at: time)
        }

        let placement = settings(2, 64)
        #expect(
            line(.refusedByPeer(RefusalNotice(.otherSettings, settings: placement)), peer: placement)
                == "2024-02-28T23:59:59.007Z warn link.refused_by_peer reason=other_settings "
                + "address=10.0.0.1:7946 cluster=grid replica_count=3 peer_replica_count=2 virtual_nodes=256 "
                + "peer_virtual_nodes=64 remedy=\"not joined: give all members the same replica_count, "
                + "virtual_nodes\"")
        #expect(
            line(.refusedPeer(.otherSettings), peer: settings(3, 256, 1 << 20))
                == "2024-02-28T23:59:59.007Z warn link.refused reason=other_settings address=10.0.0.1:7946 "
                + "cluster=grid max_value_bytes=16777216 peer_max_value_bytes=1048576 remedy=\"not joined: give "
                + "all members the same storage.max_value_mb\"")
        #expect(
            line(.refusedByPeer(RefusalNotice(.otherSettings)), peer: settings())?.hasSuffix(
                "cluster=grid remedy=\"not joined: give all members the same replica_count, virtual_nodes, "
                    + "storage.max_value_mb\"") == true)
    }

    @Test("Strangers from one host repeat themselves whatever their ports, and peers by their addresses")
    func repetition() throws {
        func stranger(_ host: String, _ port: UInt16, _ refusal: LinkRefusal) throws -> NodeOccurrence {
            let remote = try #require(NodeAddress(host: host, port: port))
            return .refused(RefusedStranger(refusal: refusal, claimedIdentity: nil, remoteAddress: remote))
        }
        let first = LogEvent.repeatedKind(of: try stranger("10.0.0.1", 1, .malformedHello))

        #expect(first != nil)
        #expect(first == LogEvent.repeatedKind(of: try stranger("10.0.0.1", 2, .malformedHello)))
        #expect(first != LogEvent.repeatedKind(of: try stranger("10.0.0.1", 1, .otherCluster)))
        #expect(first != LogEvent.repeatedKind(of: try stranger("10.0.0.2", 1, .malformedHello)))
        #expect(LogEvent.repeatedKind(of: .ready(memberCount: 1)) == nil)
    }

    @Test("A member that takes the place of its former self is logged with both epochs, however great")
    func replacement() throws {
        let address = try #require(NodeAddress(host: "10.0.0.1", port: 7946))
        let winner = Member(id: NodeID(name: "beta", epoch: .max), address: address)

        let event = LogEvent(.changed(.replaced(winner, previous: NodeID(name: "beta", epoch: 4))))

        #expect(
            event?.text(at: time)
                == "2024-02-28T23:59:59.007Z info member.replaced member=beta epoch=18446744073709551615 "
                + "address=10.0.0.1:7946 previous_epoch=4")
    }
}
