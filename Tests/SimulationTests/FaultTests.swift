import GridDeterminism
import GridDocument
import Testing

@testable import GridSimulator

@Suite("Faults")
struct FaultTests {
    private static func scenario(_ text: String) throws -> Scenario {
        try ScenarioReader.read(Array("name: test\nsettle: 40s\n\(text)".utf8), fileName: "test.yaml")
    }

    @Test(
        "Every kind reads its example, and what is written of it is read back",
        arguments: FaultForm.all.map(\.key))
    func forms(key: String) throws {
        let form = try #require(FaultForm.all.first { $0.key == key })
        let nodes = "nodes: {count: 3, zones: [x, y, z]}\n"

        let scenario = try Self.scenario(nodes + "timeline:\n  - {at: 2s, \(key): \(form.example)}\n")
        let timed = try #require(scenario.timeline.first)
        let entry = timed.fault.document(at: timed.at).jsonLine
        let again = try Self.scenario(nodes + "timeline:\n  - \(entry)\n")

        #expect(again.timeline == scenario.timeline)
        #expect(timed.fault.account != "")
    }

    @Test("A zone stands for its members")
    func zones() throws {
        let scenario = try Self.scenario(
            "nodes: {count: 5, zones: [x, y]}\ntimeline:\n  - {at: 1s, crash: 'zone:x'}\n  - {at: 2s, pause: zone:y a for 1s}\n"
        )

        #expect(scenario.timeline.map(\.fault) == [.crash([0, 2, 4]), .pause([0, 1, 3], .seconds(1))])
    }

    @Test(
        "A broken entry is refused with its line",
        arguments: [
            "slow: b by 5ms", "clog: 3s", "clock_drift: b by 70%", "exchange_addresses: b with b",
            "memory_limit: b to 1KiB", "crash: zone:x", "restart: q",
        ])
    func mistakes(text: String) throws {
        #expect {
            try Self.scenario("timeline:\n  - {at: 8s, \(text)}\n")
        } throws: { error in
            "\(error)".contains("test.yaml:4:")
        }
    }

    /// A run whose only event of interest is a timeline, in three or four lines of YAML.
    private static func report(_ timeline: String, nodes: String = "{count: 3, clock_spread: 0}") throws
        -> SimulationReport
    {
        let text = "nodes: \(nodes)\nduration: 20s\ntimeline:\n\(timeline)\n"
        return World(try scenario(text), seed: 7).run()
    }

    @Test("A restart under the former epoch brings the same identity back, and the cluster agrees on it")
    func restartUnchanged() throws {
        let report = try Self.report("  - {at: 8s, crash: b}\n  - {at: 9s, restart_unchanged: b}")

        let starts = report.timeline.map(\.line).filter { $0.contains(" b starts as ") }
        #expect(starts.count == 2)
        #expect(Set(starts.map { $0.suffix(16) }).count == 1)
        #expect(report.violations.map(\.details) == [])
    }

    @Test("Two members that exchange their addresses are told apart by their names")
    func exchangedAddresses() throws {
        let report = try Self.report(
            "  - {at: 8s, crash: [b, c]}\n  - {at: 9s, exchange_addresses: b with c}\n"
                + "  - {at: 9500ms, restart: b}\n  - {at: 14s, restart: c}")

        #expect(report.violations.map(\.details) == [])
        #expect(report.convergenceTime != nil)
    }

    @Test("A clock that gains two fifths is four seconds ahead after ten, and its owner's epoch with it")
    func drift() throws {
        let report = try Self.report(
            "  - {at: 2s, clock_drift: b by 40%}\n  - {at: 10s, crash: b}\n  - {at: 12s, restart: b}")

        let epochs = report.timeline.map(\.line).filter { $0.contains(" b starts as ") }
            .compactMap { UInt64($0.drop { $0 != "#" }.dropFirst()) }
        #expect(epochs.count == 2)
        #expect(epochs[1] == 1_700_000_000_000 + 12_000 + 4_000)
    }

    @Test("A store that restarts with a small limit evicts, and nobody takes that for loss")
    func memoryLimit() throws {
        let report = try Self.report(
            "  - {at: 4s, memory_limit: b to 1MiB}\n  - {at: 5s, crash: b}\n  - {at: 6s, restart: b}\n"
                + "workload: {value_size: 20KiB to 40KiB}")

        #expect(report.marks[.entryEvicted] > 0)
        #expect(report.violations.map(\.details) == [])
    }

    @Test("What is clogged arrives late, and forgotten connections are made anew")
    func ways() throws {
        let clogged = try Self.report("  - {at: 8s, clog: b for 2s}")
        let forgotten = try Self.report("  - {at: 8s, forget_connections: b}")

        #expect(clogged.violations.map(\.details) == [])
        #expect(clogged.marks[.connectionForgotten] == 0)
        #expect(forgotten.marks[.connectionForgotten] > 0)
        #expect(forgotten.violations.map(\.details) == [])
        #expect(forgotten.convergenceTime != nil)
    }

    @Test("A slow member answers late and is not taken for dead while it answers at all")
    func slow() throws {
        let report = try Self.report("  - {at: 8s, slow: b by 2ms for 10s}")

        #expect(report.violations.map(\.details) == [])
        #expect(report.marks[.deathDeclared] == 0)
        #expect(report.digest != (try Self.report("  - {at: 8s, slow: b by 1us for 10s}")).digest)
    }

    @Test("A line sends its bytes one after the other, however many connections share it")
    func bandwidth() {
        var conditions = NetworkConditions()
        conditions.bytesPerSecond = 1_000_000
        var way = Way()

        let first = way.transmit(byteCount: 1_000, at: Instant(nanoseconds: 5_000), conditions)
        let second = way.transmit(byteCount: 500, at: Instant(nanoseconds: 6_000), conditions)

        #expect(first == Instant(nanoseconds: 1_005_000))
        #expect(second == Instant(nanoseconds: 1_505_000))
    }
}
