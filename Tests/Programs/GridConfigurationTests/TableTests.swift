import GridConfiguration
import Testing

@Suite("Table of settings")
struct TableTests {
    /// A value of each setting that is not its default and goes together with the other ones.
    static let values: KeyValuePairs = [
        "local_node_id": "n", "local_address": "127.0.0.1:7001", "cluster_name": "c",
        "seed_addrs": "127.0.0.1:7002,[::1]:7003", "zone": "z", "weight": "2", "insecure": "true",
        "io_threads": "4", "gossip_interval": "100ms", "probe_interval": "2s", "failure_timeout": "900ms",
        "suspect_timeout": "5s", "replica_count": "5", "virtual_nodes": "128", "batch_threshold": "32",
        "batch_window": "2ms", "maximum_clock_offset": "1s", "ttl": "1h30m", "write_concern": "quorum",
        "read_level": "all", "read_timeout": "400ms", "write_timeout": "2s", "network.type": "tcp",
        "network.bind_addr": "127.0.0.1:7004", "network.timeout": "3s", "storage.max_memory_mb": "2048",
        "storage.shard_count": "32", "storage.max_value_mb": "8", "storage.compression": "false",
        "storage.compression_threshold_bytes": "1024", "storage.tombstone_grace": "2h",
        "log.level": "debug", "log.format": "json", "resp.bind_addr": "off", "resp.max_clients": "99",
    ]

    /// Every value as `name = value`, in the order of the table.
    private var expected: [String] { Self.values.map { "\($0.key) = \($0.value)" } }

    private func texts(_ configuration: SidecarConfiguration) -> [String] {
        Setting.all.map { "\($0.path) = \($0.text(of: configuration))" }
    }

    @Test("Each flag sets its own setting")
    func flags() throws {
        var sources = ConfigurationSources()
        for (setting, value) in zip(Setting.all, Self.values) {
            sources.flags += [setting.flag, value.value]
        }

        #expect(try texts(sources.configuration()) == expected)
    }

    @Test("Each variable sets its own setting")
    func variables() throws {
        var sources = ConfigurationSources()
        sources.environment = zip(Setting.all, Self.values).map { ($0.environmentVariable, $1.value) }

        #expect(try texts(sources.configuration()) == expected)
    }

    @Test("Each key of a file sets its own setting")
    func keys() throws {
        var text = ""
        var openMap = ""
        for (path, value) in Self.values {
            let parts = path.split(separator: ".")
            if parts.count == 2, openMap != parts[0] {
                openMap = String(parts[0])
                text += "\(openMap):\n"
            }
            let indentation = parts.count == 2 ? "  " : ""
            let written = path == "seed_addrs" ? #"["127.0.0.1:7002", "[::1]:7003"]"# : value
            text += "\(indentation)\(parts[parts.count - 1]): \(written)\n"
        }

        #expect(try texts(ConfigurationSources(file: text).configuration()) == expected)
    }

    @Test("Names follow from the path", arguments: ["resp.bind_addr"])
    func names(path: String) throws {
        let setting = try #require(Setting.all.first { $0.path == path })

        #expect(setting.flag == "--resp-bind-addr")
        #expect(setting.environmentVariable == "GRIDCACHE_RESP_BIND_ADDR")
    }

    @Test("No two settings share a flag or a variable, and no variable looks like one of Kubernetes")
    func unambiguousNames() {
        let flags = Setting.all.map(\.flag) + ["--config", "--help", "--version"]
        let variables = Setting.all.map(\.environmentVariable) + ["GRIDCACHE_CONFIG"]

        #expect(Set(flags).count == flags.count)
        #expect(Set(variables).count == variables.count)
        #expect(!variables.contains { $0.hasSuffix("_PORT") || $0.contains("_SERVICE_") })
    }

    @Test("Every setting is documented by one sentence", arguments: Setting.all.map(\.path))
    func documentation(path: String) throws {
        let text = try #require(Setting.all.first { $0.path == path }).documentation

        #expect(text.hasSuffix("."))
        #expect(text.first?.isUppercase == true)
        #expect(!text.dropLast().contains(". "))
    }
}
