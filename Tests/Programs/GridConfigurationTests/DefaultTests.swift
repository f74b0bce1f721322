import GridConfiguration
import GridIdentity
import Testing

@Suite("Defaults")
struct DefaultTests {
    @Test("Without any settings the result is a single node that only this machine reaches")
    func nothing() throws {
        let configuration = try ConfigurationSources().configuration()

        #expect(configuration.node.name == "host-7946")
        #expect(configuration.node.address == NodeAddress("127.0.0.1:7946"))
        #expect(configuration.node.seedAddresses.isEmpty)
        #expect(configuration.network.bindAddress == NodeAddress("127.0.0.1:7946"))
        #expect(configuration.resp.bindAddress == NodeAddress("127.0.0.1:6379"))
        #expect(configuration.replication.timeToLive == nil)
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.explicitSettings.isEmpty)
        #expect(configuration.origins.allSatisfy { $0 == .standard })
    }

    @Test("The defaults are the documented ones")
    func documented() {
        let defaults = SidecarConfiguration()

        let lines = Setting.all.map { "\($0.path) \($0.derivedDefault ?? $0.text(of: defaults))" }

        #expect(
            lines == [
                "local_node_id <host name>-<port>", "local_address 127.0.0.1:7946", "cluster_name gridcache",
                "seed_addrs ", "zone ", "weight 1", "insecure false", "io_threads 0",
                "gossip_interval 200ms", "probe_interval 1s", "failure_timeout 1s", "suspect_timeout 4s",
                "replica_count 3", "virtual_nodes 256", "batch_threshold 64", "batch_window 1ms",
                "maximum_clock_offset 500ms",
                "ttl 0", "write_concern one", "read_level one", "read_timeout 500ms", "write_timeout 1s",
                "network.type tcp", "network.bind_addr <local_address>", "network.timeout 2s",
                "storage.max_memory_mb 1024",
                "storage.shard_count <64, or fewer so that the largest value fits into one>",
                "storage.max_value_mb 16",
                "storage.compression true", "storage.compression_threshold_bytes 512",
                "storage.tombstone_grace 1h",
                "log.level info", "log.format text", "resp.bind_addr 127.0.0.1:6379",
                "resp.max_clients 10000",
            ])
    }

    @Test(
        "The node's name is made of the host's name and the port",
        arguments: [("web-3", "web-3-8000"), ("", "node-8000"), ("a\u{7}", "node-8000")])
    func name(hostName: String, expected: String) throws {
        var sources = ConfigurationSources("--local-address", "127.0.0.1:8000")
        sources.hostName = hostName

        #expect(try sources.configuration().node.name == expected)
    }

    @Test("The node listens where peers reach it, unless it is told otherwise")
    func bindAddress() throws {
        let same = ConfigurationSources("--local-address", "127.0.0.1:8000")
        let other = ConfigurationSources(
            "--local-address=10.0.0.1:8000", "--network-bind-addr=0.0.0.0:8001", "--insecure")

        #expect(try same.configuration().network.bindAddress == NodeAddress("127.0.0.1:8000"))
        #expect(try other.configuration().network.bindAddress == NodeAddress("0.0.0.0:8001"))
        #expect(try other.configuration().node.address == NodeAddress("10.0.0.1:8000"))
    }
}
