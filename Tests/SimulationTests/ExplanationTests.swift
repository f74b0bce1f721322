import GridDocument
import GridSimulator
import Testing

@Suite("Explained scenarios")
struct ExplanationTests {
    @Test("A scenario is told in plain words: what differs from the defaults, who asks, and what happens")
    func words() throws {
        let scenario = try ScenarioDocumentTests.read(
            """
            {name: x, description: A story., nodes: {count: 4, zones: [north, south]}, config: {replica_count: 2},
            network: {loss: 0.5%}, workload: {keys: {count: 100, distribution: zipf}, cache_aside: true},
            timeline: [{at: 8s, crash: b}], random_faults: {every: 5s, kinds: [pause]}}
            """)
        let lines = scenario.explanation.split(separator: "\n").map { $0.drop { $0 == " " } }

        for line in [
            "x: A story.", "4 nodes, a to d, that start 100ms apart; each has 2 data planes.",
            "They are in the zones north, south, in turn.", "replica_count is 2, not 3",
            "Bytes take 100us at least and 300us on average; 0.5% of the segments are lost.",
            "The n-th of 100 keys is popular in proportion to 1 / n^0.99.",
            "A client that does not find what it reads writes it then.", "at 8s: crash b",
            "about every 5s, chosen by the seed: pause", "until 1m30s: the cluster comes to rest",
        ] {
            #expect(lines.contains(line[...]), "\(line)")
        }
    }
}
