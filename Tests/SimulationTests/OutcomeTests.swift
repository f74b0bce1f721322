import GridDeterminism
import GridDocument
import GridIdentity
import GridReplication
import GridSimulator
import GridVersioning
import Testing

@Suite("Outcomes")
struct OutcomeTests {
    @Test("The hit ratio counts the answered reads of keys that had been written before")
    func hits() {
        var meter = ReadMeter(keyCount: 3)
        meter.read(0, begunAt: Self.second(1), .nothing)
        meter.wrote(0, at: Self.second(2))
        meter.wrote(0, at: Self.second(9))
        meter.read(0, begunAt: Self.second(1), .nothing)
        meter.read(0, begunAt: Self.second(3), .value)
        meter.read(0, begunAt: Self.second(4), .value)
        meter.read(0, begunAt: Self.second(5), .nothing)
        meter.read(0, begunAt: Self.second(6), .failure)
        meter.read(1, begunAt: Self.second(6), .failure)

        #expect(meter.hits.partsPerMillion == 666_666)
        // What was never written and what failed has to be fetched elsewhere, too.
        #expect(meter.loads.count == 5 && meter.loads.total == 7)
    }

    @Test("A lag lasts until every living owner was seen to hold the write")
    func lags() throws {
        var meter = LagMeter()
        let followed = meter.follow(Self.write(operation: 0), at: Self.second(1))
        let number = try #require(followed)

        let next = meter.look(at: number, owners: [0, 1, 2], holders: [0], now: Self.second(1))
        #expect(next == Self.second(1) + .milliseconds(1))
        // One owner has dropped it since, and one is no longer alive.
        let last = meter.look(at: number, owners: [0, 1], holders: [1], now: Self.second(3))
        #expect(last == nil)
        #expect(meter.percentile(50) == 2_000_000_000)
        #expect(meter.percentile(99) == 2_000_000_000)
    }

    @Test(
        "A write that is still on its way at the end is as late as it is old, and one that nobody holds is not late"
    )
    func unfinished() {
        var meter = LagMeter()
        let numbers = [1, 2, 2].map { meter.follow(Self.write(operation: 0), at: Self.second($0)) }
        #expect(numbers == [0, 1, nil])
        _ = meter.look(at: 0, owners: [0, 1], holders: [0], now: Self.second(2))
        _ = meter.look(at: 1, owners: [0, 1], holders: [], now: Self.second(2))
        meter.finish(at: Self.second(11))

        #expect(meter.percentile(100) == 10_000_000_000)
        #expect(meter.percentile(1) == 10_000_000_000)
    }

    @Test("A process is declared dead once, however many say so, and wrongly when it runs")
    func deaths() {
        var meter = DeathMeter()
        meter.died(NodeID(name: "a", epoch: 1), isRunning: false)
        meter.died(NodeID(name: "a", epoch: 1), isRunning: false)
        meter.died(NodeID(name: "a", epoch: 2), isRunning: true)

        #expect(meter.deathCount == 2)
        #expect(meter.falseDeathCount == 1)
    }

    @Test("A key is lost when nobody holds its last acknowledged value and nothing was to remove it")
    func losses() {
        var meter = LossMeter(keyCount: 5)
        var history: [OperationRecord] = []
        func change(
            _ key: Int, at second: UInt64, expiry: EntryUpdate.ExpiryChange = .never, deletes: Bool = false
        ) {
            let update = EntryUpdate(
                key: [UInt8(key)], value: deletes ? .delete : .store([1]), expiry: expiry)
            history.append(
                OperationRecord(
                    number: history.count, client: 0, member: 0, life: 1, kind: deletes ? .delete : .write,
                    key: key,
                    request: .update(update, concern: .one), begunAt: Self.second(second), versionFloor: .zero
                ))
            if !deletes { meter.acknowledged(Self.write(operation: history.count - 1, key: key)) }
        }
        change(0, at: 1)
        change(1, at: 1)
        change(1, at: 30, deletes: true)
        change(2, at: 1, expiry: .at(WallTime(milliseconds: 5)))
        change(3, at: 1, deletes: true)
        change(3, at: 30)
        change(4, at: 1)

        let count = meter.lostKeyCount(
            operations: history, isGone: { $0 <= WallTime(milliseconds: 9) },
            versions: { key in key == 4 ? [Self.version] : [] })
        // Key 1 was deleted, key 2 has expired and key 4 is held.
        #expect(count == 2)
    }

    @Test(
        "What is not as expected is named with what it is",
        arguments: [
            ("at least 95%", 949_999, "hit_ratio was expected to be at least 95%, but is 94.99%"),
            ("at most 95%", 950_001, "hit_ratio was expected to be at most 95%, but is 95%"),
            ("10% to 20%", 250_000, "hit_ratio was expected to be 10% to 20%, but is 25%"),
        ])
    func failures(bound: String, value: Int, sentence: String) throws {
        let scenario = try ScenarioDocumentTests.read("{name: x, expect: {hit_ratio: \(bound)}}")
        var outcomes = Outcomes()
        #expect(outcomes.failures(of: scenario.expectations).count == 1)
        outcomes[.hitRatio] = value

        #expect(outcomes.failures(of: scenario.expectations) == [sentence])
        outcomes[.hitRatio] = bound == "at least 95%" ? 950_000 : 150_000
        #expect(outcomes.failures(of: scenario.expectations) == [])
    }

    @Test("A bound is read, written and told, or refused with its place")
    func bounds() throws {
        let text =
            "{name: x, expect: {lag_p99: at most 500ms, lost_keys: 0, deaths: 1 to 3, hit_ratio: at least 99.5%}}"
        let scenario = try ScenarioDocumentTests.read(text)

        #expect(try ScenarioDocumentTests.read(scenario.document.jsonText) == scenario)
        #expect(
            scenario.expectations.sentences == [
                "hit_ratio is at least 99.5%", "lag_p99 is at most 500ms", "lost_keys is 0",
                "deaths is 1 to 3",
            ])
        let error = #expect(throws: DocumentProblems.self) {
            try ScenarioDocumentTests.read("{name: x, expect: {hit_ratio: at laest 95%}}")
        }
        #expect(
            error?.description.hasPrefix("x.yaml:1:31: expect.hit_ratio: expected 'at least', 'at most'")
                ?? false)
    }

    @Test("A run that does not come to what was expected fails, and says by how much")
    func verdict() throws {
        let text = "{name: x, duration: 14s, timeline: [{at: 6s, crash: b}], expect: {deaths: 0}}"
        let report = World(try ScenarioDocumentTests.read(text), seed: 1).run()

        #expect(report.violations.map(\.rule) == [.expectation])
        #expect(report.violations.first?.details == "deaths was expected to be 0, but is 1")
        let lines = report.account(path: "x.yaml").split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("  deaths              1 ") && $0.hasSuffix(" expected: 0") })
    }

    private static func second(_ number: UInt64) -> Instant { Instant(nanoseconds: number * 1_000_000_000) }

    private static let version = Version(
        timestamp: HybridTimestamp(wall: WallTime(milliseconds: 500), counter: 0),
        origin: OriginTag(rawValue: 1))

    private static func write(operation: Int, key: Int = 0) -> SurvivalChecker.AcknowledgedWrite {
        SurvivalChecker.AcknowledgedWrite(
            operation: operation, key: key, floor: .zero, version: version, holders: [])
    }
}
