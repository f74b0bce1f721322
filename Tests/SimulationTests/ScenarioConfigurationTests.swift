import GridConfiguration
import GridDocument
import GridNode
import GridReplication
import GridSimulator
import Testing

@Suite("Configured members of scenarios")
struct ScenarioConfigurationTests {
    @Test("A scenario takes the settings of gridcached, and the members get them")
    func settings() throws {
        let scenario = try ScenarioDocumentTests.read(
            "{name: x, config: {probe_interval: 300ms, failure_timeout: 200ms, storage: {max_memory_mb: 32}}}"
        )
        let settings = scenario.configuration.memberSettings

        #expect(settings.probeInterval == .milliseconds(300))
        #expect(settings.memoryLimitInBytes == 32 << 20)
        #expect(settings.replicaCount == 3)
    }

    @Test("The number of shards is fitted to the memory unless it is set")
    func shards() throws {
        let small = try ScenarioDocumentTests.read("{name: x, config: {storage: {max_memory_mb: 32}}}")
        let set = try ScenarioDocumentTests.read("{name: x, config: {storage: {shard_count: 8}}}")

        #expect(small.configuration.storage.shardCount == 1)
        #expect(set.configuration.storage.shardCount == 8)
    }

    @Test("The settings of a production file count, and what belongs to its machine is ignored")
    func production() throws {
        var scenario = try ScenarioDocumentTests.read(
            "{name: x, config: {replica_count: 2, batch_window: 5ms}}")
        let file = """
            local_node_id: cache-17
            local_address: 10.1.2.3:7946
            seed_addrs: [10.1.2.4:7946]
            replica_count: 5
            write_concern: quorum
            resp: {bind_addr: "10.1.2.3:6379"}
            """
        try scenario.configure(with: Array(file.utf8), fileName: "production.yaml")

        #expect(scenario.replicaCount == 5)
        #expect(scenario.configuration.replication.batchWindow == .milliseconds(5))
        #expect(scenario.workload.writeConcern == .quorum)
        scenario.duration = .seconds(5)
        scenario.nodeCount = 5
        #expect(World(scenario, seed: 1).run().violations.map(\.details) == [])
    }

    @Test("A faster failure detection finds a dead member sooner in a simulation as well")
    func effect() throws {
        let text = "name: x\nduration: 20s\nnodes: {count: 4}\ntimeline: [{at: 8s, crash: b}]\n"
        let usual = World(try ScenarioDocumentTests.read(text), seed: 1).run()
        let fast = World(
            try ScenarioDocumentTests.read(
                text + "config: {probe_interval: 200ms, failure_timeout: 100ms, suspect_timeout: 400ms}\n"),
            seed: 1
        ).run()

        let (late, early) = (Self.timeOfDeath(usual), Self.timeOfDeath(fast))
        #expect(early < late, "\(early) and \(late)")
        #expect(early.hasPrefix("   8.") || early.hasPrefix("   9."), "\(early)")
    }

    /// When the first member says that another one is dead.
    private static func timeOfDeath(_ report: SimulationReport) -> String {
        report.timeline.first { $0.text.contains("is dead") }?.line ?? "nobody died"
    }
}
