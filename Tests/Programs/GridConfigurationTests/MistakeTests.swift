import GridConfiguration
import Testing

@Suite("Mistakes")
struct MistakeTests {
    @Test(
        "A mistake in a file is named with its place",
        arguments: [
            ("replica_count: 9", "1:16: replica_count: expected an integer from 1 to 8, found '9'"),
            ("replica_count: three", "1:16: replica_count: expected an integer from 1 to 8, found 'three'"),
            ("replica_cuont: 3", "1:1: replica_cuont: there is no such setting; did you mean replica_count?"),
            ("ReplicaCount: 3", "1:1: ReplicaCount: there is no such setting; did you mean replica_count?"),
            (
                "hot_cache_size: 3",
                "1:1: hot_cache_size: there is no such setting; --help lists all of them"
            ),
            (
                "max_memory_mb: 64",
                "1:1: max_memory_mb: this setting belongs in the map storage, as max_memory_mb"
            ),
            ("resp:\n  zone: a", "2:3: resp.zone: this setting belongs at the top level, as zone"),
            (
                "storage.shard_count: 4",
                "1:1: storage.shard_count: this setting belongs in the map storage, as shard_count"
            ),
            (
                "storage:\n  shard_cout: 4",
                "2:3: storage.shard_cout: there is no such setting; did you mean shard_count?"
            ),
            (
                "storage:\n  shard_count: 48",
                "2:16: storage.shard_count: expected a power of two from 1 to 16384, found '48'; "
                    + "the nearest ones are 32 and 64"
            ),
            (
                "storage: 1024",
                "1:10: storage: expected a map of settings such as max_memory_mb, shard_count, max_value_mb, "
                    + "found '1024'"
            ),
            (
                "gossip_interval: 200",
                "1:18: gossip_interval: expected a duration from 10ms to 1m, found '200'; "
                    + "add a unit: ns, us, ms, s, m, h or d"
            ),
            (
                "probe_interval: 1ms",
                "1:17: probe_interval: expected a duration from 20ms to 1m, found '1ms'"
            ),
            (
                "write_concern: most",
                "1:16: write_concern: expected one of 'local', 'one', 'quorum' or 'all', found 'most'"
            ),
            ("insecure: yes", "1:11: insecure: expected true or false, found 'yes'"),
            (
                "network: {type: quic}",
                "1:17: network.type: expected 'tcp', found 'quic'; QUIC is not available in this version"
            ),
            (
                "local_address: localhost",
                "1:16: local_address: expected an address such as '10.0.0.1:7946' or '[::1]:7946', "
                    + "found 'localhost'; add a port"
            ),
            (
                "seed_addrs: 127.0.0.1:7946",
                "1:13: seed_addrs: expected a list of up to 256 elements, each an address such as "
                    + "'10.0.0.1:7946' or '[::1]:7946', found '127.0.0.1:7946'"
            ),
            (
                "seed_addrs:\n- a:1\n- b",
                "3:3: seed_addrs: expected an address such as '10.0.0.1:7946' or '[::1]:7946', found 'b'; add a port"
            ),
            (
                "local_node_id: \"\"",
                "1:16: local_node_id: expected a name of 1 to 255 bytes without control characters, "
                    + "found an empty text"
            ),
            ("weight:", "1:8: weight: expected an integer from 1 to 100, found nothing"),
            ("weight: [1, 2]", "1:9: weight: expected an integer from 1 to 100, found a list"),
            ("zone: a\nzone: b", "2:1: duplicate key 'zone', first set on line 1"),
        ])
    func inFile(text: String, expected: String) {
        #expect(ConfigurationSources(file: text).problems == ["node.yaml:\(expected)"])
    }

    @Test(
        "A mistake in the flags is named with the flag",
        arguments: [
            (
                ["--replica-cout", "3"],
                "--replica-cout: there is no such flag; did you mean --replica-count?"
            ),
            (["--replica_count=3"], "--replica_count: there is no such flag; did you mean --replica-count?"),
            (["--verbose"], "--verbose: there is no such flag; --help lists all of them"),
            (
                ["--ttl", "5"],
                "--ttl: expected 0 or a duration from 1ms to 3650d, found '5'; add a unit: ns, us, ms, s, m, h or d"
            ),
            (["--ttl"], "--ttl: a value is missing: write --ttl VALUE or --ttl=VALUE"),
            (["--zone", "--insecure"], "--zone: a value is missing: write --zone VALUE or --zone=VALUE"),
            (["--zone", "a", "--zone=b"], "--zone: the flag is given twice"),
            (["--insecure", "yes"], "--insecure: expected true or false, found 'yes'"),
            (["--insecure=maybe"], "--insecure: expected true or false, found 'maybe'"),
            (
                ["start"],
                "'start' is not expected here: every argument is a flag, such as --zone, or the value of one"
            ),
            (
                ["-h"],
                "'-h' is not expected here: every argument is a flag, such as --zone, or the value of one"
            ),
            (
                ["--seed-addrs", "a:1,b:0"],
                "--seed-addrs: expected an address such as '10.0.0.1:7946' or '[::1]:7946', found 'b:0'; the port is 1 to 65535"
            ),
            (["--config", "none.yaml"], "--config: the file 'none.yaml' does not exist"),
        ])
    func inFlags(flags: [String], expected: String) {
        var sources = ConfigurationSources()
        sources.flags = flags

        #expect(sources.problems == [expected])
    }

    @Test(
        "A mistake in the environment is named with the variable",
        arguments: [
            (
                "GRIDCACHE_WEIGHT", "",
                "GRIDCACHE_WEIGHT: expected an integer from 1 to 100, found an empty text"
            ),
            (
                "GRIDCACHE_LOG_LEVEL", "trace",
                "GRIDCACHE_LOG_LEVEL: expected one of 'debug', 'info', 'warn' or 'error', found 'trace'"
            ),
            (
                "GRIDCACHE_REPLICACOUNT", "2",
                "GRIDCACHE_REPLICACOUNT: there is no such variable; did you mean GRIDCACHE_REPLICA_COUNT?"
            ),
            (
                "GRIDCACHE_UNRELATED_NAME", "2",
                "GRIDCACHE_UNRELATED_NAME: there is no such variable; --help lists all of them"
            ),
            (
                "GRIDCACHE_RESP_PORT", "6380",
                "GRIDCACHE_RESP_PORT: there is no such variable; --help lists all of them"
            ),
            ("GRIDCACHE_CONFIG", "none.yaml", "GRIDCACHE_CONFIG: the file 'none.yaml' does not exist"),
        ])
    func inEnvironment(name: String, value: String, expected: String) {
        #expect(ConfigurationSources(environment: (name, value)).problems == [expected])
    }

    @Test(
        "All mistakes are reported at once: those of the file by position, then variables by name, then flags"
    )
    func together() {
        var sources = ConfigurationSources(file: "weight: 0\nzoen: a\nttl: x\n")
        sources.environment = [("GRIDCACHE_ZOEN", "a"), ("GRIDCACHE_TTL", "y")]
        sources.flags += ["--weight", "101", "--zoen", "a"]

        #expect(
            sources.problems.map { String($0.prefix { $0 != " " }) } == [
                "node.yaml:1:9:", "node.yaml:2:1:", "node.yaml:3:6:", "GRIDCACHE_ZOEN:", "GRIDCACHE_TTL:",
                "--zoen:", "--weight:",
            ])
    }

    @Test("A file that is no YAML is reported where it breaks")
    func syntax() {
        #expect(
            ConfigurationSources(file: "zone: [a").problems == [
                "node.yaml:2:1: zone: expected ',' or ']' in the list that starts on line 1"
            ])
        #expect(
            ConfigurationSources(file: "- zone").problems == [
                "node.yaml:1:1: expected a map of settings such as local_node_id, local_address, cluster_name, "
                    + "found a list"
            ])
    }

    @Test("A message shows hostile text on one line and shortened")
    func hostileText() {
        let problems = ConfigurationSources("--weight=\n\u{1B}[2J" + String(repeating: "x", count: 5_000))
            .problems

        #expect(problems.count == 1)
        #expect(problems[0].count < 150)
        #expect(!problems[0].contains("\n"))
        #expect(!problems[0].contains("\u{1B}"))
    }
}
