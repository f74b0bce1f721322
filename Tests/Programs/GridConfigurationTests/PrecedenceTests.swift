import GridConfiguration
import GridDocument
import Testing

@Suite("Precedence")
struct PrecedenceTests {
    /// All three sources, of which the tests remove some.
    private var sources: ConfigurationSources {
        var sources = ConfigurationSources(file: "zone: file\nweight: 2\nreplica_count: 2\n")
        sources.environment = [("GRIDCACHE_ZONE", "variable"), ("GRIDCACHE_WEIGHT", "3"), ("HOME", "/")]
        sources.flags += ["--zone", "flag"]
        return sources
    }

    @Test("A flag wins over a variable, a variable over the file, the file over the default")
    func order() throws {
        let configuration = try sources.configuration()

        #expect(configuration.node.zone == "flag")
        #expect(configuration.node.weight == 3)
        #expect(configuration.replication.replicaCount == 2)
        #expect(configuration.replication.virtualNodeCount == 256)
    }

    @Test("Every value remembers where it was set")
    func origins() throws {
        let configuration = try sources.configuration()

        #expect(configuration.origin(of: "zone") == .flag("--zone"))
        #expect(configuration.origin(of: "weight") == .environment(variable: "GRIDCACHE_WEIGHT"))
        #expect(
            configuration.origin(of: "replica_count")
                == .file(name: "node.yaml", position: DocumentPosition(line: 3, column: 16)))
        #expect(configuration.origin(of: "virtual_nodes") == .standard)
        #expect(
            configuration.explicitSettings == [
                "zone = flag (--zone)", "weight = 3 (GRIDCACHE_WEIGHT)",
                "replica_count = 2 (node.yaml:3:16)",
            ])
    }

    @Test("A flag that repeats the default wins as well")
    func defaultByFlag() throws {
        var sources = ConfigurationSources(file: "ttl: 5m\nseed_addrs: [127.0.0.1:1]\n")
        sources.flags += ["--ttl=0", "--seed-addrs="]

        let configuration = try sources.configuration()

        #expect(configuration.replication.timeToLive == nil)
        #expect(configuration.node.seedAddresses.isEmpty)
    }

    @Test("The file that a flag names wins over the one that the variable names")
    func file() throws {
        var sources = ConfigurationSources(environment: ("GRIDCACHE_CONFIG", "a.yaml"))
        sources.files = ["a.yaml": "zone: a", "b.json": #"{"zone": "b"}"#]

        let byVariable = try sources.configuration()
        sources.flags = ["--config=b.json"]
        let byFlag = try sources.configuration()

        #expect(byVariable.node.zone == "a")
        #expect(byFlag.node.zone == "b")
    }

    @Test("A value that another one hides is checked all the same")
    func hiddenMistake() {
        var sources = ConfigurationSources(file: "weight: heavy\n")
        sources.flags += ["--weight", "2"]

        #expect(
            sources.problems == [
                "node.yaml:1:9: weight: expected an integer from 1 to 100, found 'heavy'"
            ])
    }

    @Test("A null in a file asks for the default")
    func null() throws {
        let configuration = try ConfigurationSources(file: "ttl: null\nzone: ~\nstorage:\n").configuration()

        #expect(configuration.explicitSettings.isEmpty)
    }
}
