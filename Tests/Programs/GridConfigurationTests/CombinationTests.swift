import GridConfiguration
import GridIdentity
import Testing

@Suite("Combinations of settings")
struct CombinationTests {
    @Test(
        "Values that do not go together are named with their origins",
        arguments: [
            (
                ["--probe-interval", "5s"],
                "--probe-interval: suspect_timeout (4s, default) is shorter than probe_interval (5s), which leaves a suspected member no time to answer"
            ),
            (
                ["--failure-timeout", "2s"],
                "--failure-timeout: failure_timeout (2s) is longer than probe_interval (1s, default), but a probe must end before the next one begins"
            ),
            (
                ["--gossip-interval", "5s"],
                "--gossip-interval: gossip_interval (5s) is longer than suspect_timeout (4s, default), so a suspected member would not hear of it in time"
            ),
            (
                ["--batch-window", "1s"],
                "--batch-window: batch_window (1s) is not shorter than write_timeout (1s, default), so writes would fail before they are sent"
            ),
            (
                ["--resp-bind-addr", "127.0.0.1:7946"],
                "--resp-bind-addr: resp.bind_addr (127.0.0.1:7946) and local_address (127.0.0.1:7946, default) must have different ports"
            ),
            (
                ["--local-address", "127.0.0.1:0"],
                "--local-address: local_address (127.0.0.1:0) leaves the port open, so local_node_id must be set"
            ),
            (
                ["--network-bind-addr", "127.0.0.1:0"],
                "--network-bind-addr: local_address (127.0.0.1:7946, default) and network.bind_addr (127.0.0.1:0) must both leave the port open, or neither"
            ),
            (
                ["--seed-addrs", "0.0.0.0:7946"],
                "--seed-addrs: 0.0.0.0:7946 in seed_addrs is no address to connect to"
            ),
            (
                ["--local-address", "0.0.0.0:7946", "--insecure"],
                "--local-address: local_address (0.0.0.0:7946) is no address that peers can connect to; give this machine's address there, and listen on all of them with network.bind_addr"
            ),
            (
                ["--storage-max-memory-mb", "524289", "--storage-shard-count", "64"],
                "--storage-max-memory-mb: storage.max_memory_mb (524289) is more than storage.shard_count (64, --storage-shard-count) shards can hold, 8192 each; raise storage.shard_count to 128"
            ),
            (
                ["--storage-max-memory-mb", "1048576", "--storage-shard-count", "1"],
                "--storage-max-memory-mb: storage.max_memory_mb (1048576) is more than storage.shard_count (1, --storage-shard-count) shards can hold, 8192 each; raise storage.shard_count to 128"
            ),
            (
                ["--storage-shard-count", "64"],
                "--storage-shard-count: storage.max_value_mb (16, default) does not fit into one of storage.shard_count (64) shards of storage.max_memory_mb (1024, default); set storage.shard_count to 32, or leave it out"
            ),
            (
                ["--storage-max-memory-mb", "8"],
                "--storage-max-memory-mb: storage.max_value_mb (16, default) does not fit into one of storage.shard_count (1, default) shards of storage.max_memory_mb (8); raise storage.max_memory_mb to 22, or lower storage.max_value_mb to 5"
            ),
            (
                ["--storage-max-memory-mb", "1"],
                "--storage-max-memory-mb: storage.max_value_mb (16, default) does not fit into one of storage.shard_count (1, default) shards of storage.max_memory_mb (1); raise storage.max_memory_mb to 22"
            ),
        ])
    func rejected(flags: [String], expected: String) {
        var sources = ConfigurationSources()
        sources.flags = flags

        #expect(sources.problems == [expected])
    }

    @Test("Listening beyond this machine must be asked for, and the message says why")
    func exposure() throws {
        let text = "local_address: 10.0.0.1:7946\nresp:\n  bind_addr: \"[::]:6379\"\n"
        let reason =
            "is not a loopback address, and this version neither encrypts nor authenticates: everyone who can "
            + "connect could read and change the cache; set insecure to true if the network is trusted, or "
            + "listen at 127.0.0.1"

        #expect(
            ConfigurationSources(file: text).problems == [
                "node.yaml:1:16: local_address (10.0.0.1:7946) \(reason)",
                "node.yaml:3:14: resp.bind_addr ([::]:6379) \(reason)",
            ])
        #expect(throws: Never.self) {
            try ConfigurationSources(file: text + "insecure: true").configuration()
        }
    }

    @Test(
        "Loopback addresses need no permission",
        arguments: ["localhost:1", "LocalHost:1", "127.0.0.1:1", "127.255.0.9:1", "[::1]:1"])
    func loopback(address: String) throws {
        #expect(throws: Never.self) {
            try ConfigurationSources("--local-address", address).configuration()
        }
    }

    @Test(
        "Other addresses do, however much they look like loopback",
        arguments: [
            "127.0.0.1.example.org:1", "127.0.0:1", "localhost.:1", "127.0.0.256:1", "[::2]:1", "1.127.0.0:1",
        ])
    func notLoopback(address: String) {
        #expect(ConfigurationSources("--local-address", address).problems.count == 1)
    }

    @Test("A node that leaves its port open and has a name is fine")
    func openPorts() throws {
        let configuration = try ConfigurationSources(
            "--local-address=127.0.0.1:0", "--local-node-id=a", "--resp-bind-addr=127.0.0.1:0"
        ).configuration()

        #expect(configuration.network.bindAddress.port == 0)
        #expect(configuration.node.name == "a")
    }

    @Test(
        "There are as many shards as hold the largest value, up to 64",
        arguments: [
            ("1024", "16", 32), ("256", "16", 8), ("2048", "16", 64), ("1024", "1", 64), ("24", "16", 1),
            ("65536", "512", 64), ("524289", "16", 128),
        ])
    func shardCount(memory: String, value: String, expected: Int) throws {
        let configuration = try ConfigurationSources(
            "--storage-max-memory-mb=\(memory)", "--storage-max-value-mb=\(value)"
        ).configuration()

        #expect(configuration.storage.shardCount == expected)
        #expect(configuration.warnings.isEmpty)
    }

    @Test("A seed on another machine and a loopback address are a warning")
    func unreachableNode() throws {
        let configuration = try ConfigurationSources("--seed-addrs", "127.0.0.1:1,10.0.0.2:7946")
            .configuration()

        #expect(
            configuration.warnings.map(\.description) == [
                "--seed-addrs: 10.0.0.2:7946 in seed_addrs may be another machine, from which local_address "
                    + "(127.0.0.1:7946, default) cannot be reached"
            ])
    }
}
