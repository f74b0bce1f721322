import Foundation
import GridConfiguration
import GridDocument
import GridReplication
import GridSimulator
import Testing

@Suite("Written scenarios")
struct ScenarioDocumentTests {
    @Test("Every shipped scenario is read back as it was")
    func shipped() throws {
        for name in try ShippedScenario.allNames {
            let scenario = try ShippedScenario.named(name)
            #expect(try Self.readBack(scenario) == scenario, "\(name)")
        }
    }

    @Test("Every random scenario is read back as it was, with its faults as a timeline")
    func random() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var scenario = Scenario.random(seed: seed)
            #expect(try Self.readBack(scenario) == scenario, "\(seed)")

            scenario.timeline = World(scenario, seed: seed).timeline
            scenario.randomFaults = nil
            scenario.seed = seed
            #expect(try Self.readBack(scenario) == scenario, "\(seed)")
        }
    }

    @Test("Every field of a workload is read back as it was")
    func workload() throws {
        var scenario = Scenario(name: "x")
        scenario.workload.rateChanges = [RateChange(at: .seconds(3), operationsPerSecond: 7)]
        scenario.workload.keyChoice.distribution = .zipf
        scenario.workload.keyChoice.skewPartsPerMillion = 1_200_000
        scenario.workload.bursts = KeyBursts()
        scenario.workload.isCacheAside = true
        scenario.workload.valueSizes = ValueSizes([
            ValueSizes.Choice(percentage: 90, byteCounts: 100...100),
            ValueSizes.Choice(percentage: 10, byteCounts: 4_096...65_536),
        ])
        scenario.workload.timeToLive = .seconds(5) ... .seconds(60)
        scenario.workload.beginning = .seconds(1)
        scenario.workload.end = .seconds(20)
        scenario.workload.fillTime = .milliseconds(500)
        scenario.workload.selection = RequestSelection([
            RequestSelection.Span(client: 0, numbers: 3...5),
            RequestSelection.Span(client: 2, numbers: 9...9),
        ])

        #expect(try Self.readBack(scenario) == scenario)
        #expect(scenario.document.jsonText.contains(#"["0:3-5", "2:9"]"#))
    }

    @Test("A workload that leaves the choice to chance is told from one that follows the settings")
    func concerns() throws {
        var scenario = try Self.read("{name: x, config: {write_concern: quorum, read_level: all}}")
        #expect(scenario.workload.writeConcern == .quorum)
        #expect(scenario.workload.readLevel == .all)
        #expect(try Self.readBack(scenario) == scenario)

        scenario.workload.writeConcern = nil
        #expect(try Self.readBack(scenario) == scenario)
    }

    @Test("A fresh scenario says nothing but its name")
    func brevity() {
        #expect(Scenario(name: "x").document == .map([DocumentValue.Field("name", .text("x"))]))
    }

    @Test("The reference is what the tables write")
    func reference() throws {
        let file = ShippedScenario.folder.appending(
            path: "../../Sources/GridCache/GridCache.docc/ScenarioReference.md")
        if ProcessInfo.processInfo.environment["GRID_WRITE_REFERENCE"] != nil {
            try Data(Scenario.referenceText.utf8).write(to: file)
        }

        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)

        #expect(
            text == Scenario.referenceText,
            "set GRID_WRITE_REFERENCE and run this test once to write the file anew")
    }

    static func read(_ text: String) throws -> Scenario {
        try ScenarioReader.read(Array(text.utf8), fileName: "x.yaml")
    }

    private static func readBack(_ scenario: Scenario) throws -> Scenario {
        try read(scenario.document.jsonText)
    }
}
