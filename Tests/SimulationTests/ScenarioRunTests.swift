import Foundation
import GridDocument
import GridSimulator
import Testing

/// The scenarios that are shipped, read from where a user finds them.
enum ShippedScenario {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../configs/simulator").standardizedFileURL

    static func named(_ name: String) throws -> Scenario {
        let file = folder.appending(path: "\(name).yaml")
        return try ScenarioReader.read([UInt8](Data(contentsOf: file)), fileName: file.lastPathComponent)
    }

    static var allNames: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        }
    }
}

@Suite("Simulated clusters")
struct ScenarioRunTests {
    @Test("What must hold holds, and what is expected comes true", arguments: try ShippedScenario.allNames)
    func holds(name: String) throws {
        let report = World(try ShippedScenario.named(name), seed: 42).run()

        #expect(report.violations.map(\.details) == [])
        #expect(report.convergenceTime != nil)
    }

    @Test("One seed gives one digest, and another seed another one")
    func determinism() throws {
        let scenario = try ShippedScenario.named("crash-restart")

        let first = World(scenario, seed: 7).run()
        let second = World(scenario, seed: 7).run()
        let other = World(scenario, seed: 8).run()

        #expect(first.digest == second.digest)
        #expect(first.eventCount == second.eventCount)
        #expect(first.digest != other.digest)
    }

    @Test("Every shipped scenario can be read, and is named like its file")
    func files() throws {
        let names = try ShippedScenario.allNames

        #expect(names.count >= 18)
        for name in names { #expect(try ShippedScenario.named(name).name == name) }
    }
}
