import GridConfiguration
import GridIdentity
import Testing

@Suite("Flags and variables")
struct CommandLineTests {
    @Test("A value follows its flag, or an equals sign, and may contain either")
    func values() throws {
        #expect(try ConfigurationSources("--zone", "a=b").configuration().node.zone == "a=b")
        #expect(try ConfigurationSources("--zone=a=b").configuration().node.zone == "a=b")
        #expect(try ConfigurationSources("--zone=--a").configuration().node.zone == "--a")
        #expect(try ConfigurationSources("--zone", "-a").configuration().node.zone == "-a")
        #expect(try ConfigurationSources("--zone=").configuration().node.zone == "")
    }

    @Test(
        "A flag that is true or false needs no value",
        arguments: [
            (["--insecure"], true), (["--insecure", "--zone", "a"], true), (["--insecure", "true"], true),
            (["--insecure=true"], true), (["--insecure", "false"], false), (["--insecure=false"], false),
        ])
    func booleans(flags: [String], expected: Bool) throws {
        var sources = ConfigurationSources()
        sources.flags = flags

        #expect(try sources.configuration().network.isInsecure == expected)
    }

    @Test("A list is written with commas, with or without blanks")
    func lists() throws {
        let expected = [NodeAddress("127.0.0.1:1"), NodeAddress("[::1]:2")]

        for text in ["127.0.0.1:1,[::1]:2", "127.0.0.1:1, [::1]:2"] {
            let byFlag = try ConfigurationSources("--seed-addrs", text).configuration()
            let byVariable = try ConfigurationSources(environment: ("GRIDCACHE_SEED_ADDRS", text))
                .configuration()
            #expect(byFlag.node.seedAddresses == expected)
            #expect(byVariable.node.seedAddresses == expected)
        }
    }

    @Test("Variables that Kubernetes makes for a service called gridcache are ignored")
    func serviceLinks() throws {
        let configuration = try ConfigurationSources(
            environment: ("GRIDCACHE_SERVICE_HOST", "10.96.0.7"), ("GRIDCACHE_SERVICE_PORT", "6379"),
            ("GRIDCACHE_SERVICE_PORT_RESP", "6379"), ("GRIDCACHE_PORT", "tcp://10.96.0.7:6379"),
            ("GRIDCACHE_PORT_6379_TCP", "tcp://10.96.0.7:6379"), ("GRIDCACHE_PORT_6379_TCP_PROTO", "tcp"),
            ("GRIDCACHE_PORT_6379_TCP_PORT", "6379"), ("GRIDCACHE_PORT_6379_TCP_ADDR", "10.96.0.7"),
            ("GRIDCACHE_NODES_SERVICE_HOST", "10.96.0.8"), ("GRIDCACHE_NODES_PORT_7946_UDP", "x")
        ).configuration()

        #expect(configuration.explicitSettings.isEmpty)
    }

    @Test("Of two variables with one name the first counts, as in the C library")
    func repeatedVariable() throws {
        let sources = ConfigurationSources(environment: ("GRIDCACHE_ZONE", "a"), ("GRIDCACHE_ZONE", "b"))

        #expect(try sources.configuration().node.zone == "a")
    }

    @Test("Problems do not depend on the order of the environment")
    func environmentOrder() {
        let forward = ConfigurationSources(environment: ("GRIDCACHE_A1", ""), ("GRIDCACHE_B1", ""))
        let backward = ConfigurationSources(environment: ("GRIDCACHE_B1", ""), ("GRIDCACHE_A1", ""))

        #expect(forward.problems.count == 2)
        #expect(forward.problems == backward.problems)
    }

    @Test("The version is printed before anything is checked")
    func version() throws {
        #expect(try ConfigurationSources("--weight", "x", "--version").load() == .print("gridcached 0.1.0\n"))
    }

    @Test("The help is printed whatever else is said, and explains every setting within 100 columns")
    func help() throws {
        guard case .print(let text) = try ConfigurationSources("--zone", "--help", "--nonsense").load() else {
            Issue.record("no help")
            return
        }

        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for setting in Setting.all {
            #expect(lines.contains { $0.hasPrefix("  \(setting.flag) ") }, "\(setting.flag)")
        }
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(text.hasSuffix("\n"))
        #expect(text.contains("  --insecure [true|false]\n"))
        #expect(
            text.contains(
                """
                  --replica-count COUNT
                      How many members hold each entry; the same for all members. Permitted: an integer from 1
                      to 8. Default: 3.

                """))
    }
}
