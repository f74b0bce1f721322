import GridConfiguration
import GridDeterminism
import GridDocument
import GridReplication
import GridSimulator
import Testing

@Suite("Workloads")
struct WorkloadTests {
    // The third rank is a third as likely as the first with a skew of one, and so on; the seventh likewise.
    @Test(
        "Ranks are drawn in proportion to the power of their number",
        arguments: [
            (0, 1.0, 1.0), (500_000, 0.5774, 0.378), (990_000, 0.337, 0.1457), (2_000_000, 0.1111, 0.0204),
        ])
    func zipf(skew: Int, third: Double, seventh: Double) {
        let table = ZipfTable(count: 100, skewPartsPerMillion: skew)
        var stream = KeyedRandom(seed: 5).stream(.request, 0)
        var counts = Array(repeating: 0, count: 100)
        for _ in 0..<200_000 { counts[table.draw(&stream)] += 1 }

        for (rank, expected) in [(2, third), (6, seventh)] {
            let ratio = Double(counts[rank]) / Double(counts[0])
            #expect(abs(ratio - expected) < 0.1 * max(expected, 0.05), "\(ratio) instead of \(expected)")
        }
    }

    @Test("The ranks that a seed draws are the same on every platform")
    func pinned() {
        let table = ZipfTable(count: 1_000, skewPartsPerMillion: 990_000)
        var stream = KeyedRandom(seed: 1).stream(.request, 0)
        let drawn = (0..<12).map { _ in table.draw(&stream) }

        #expect(drawn == [99, 23, 20, 6, 6, 74, 467, 3, 0, 47, 511, 7])
    }

    @Test("A trace is issued as it was recorded")
    func trace() throws {
        let text = """
            # time client operation key size ttl
            8s 0 write 5 100B 30s
            8.5s 1 read 5
            9s 0 delete 5
            9.5s 1 read 5
            """
        let scenario = try ScenarioReader.read(
            Array("{name: x, duration: 10s, workload: {trace: t.txt, embedded_percent: 0}}".utf8),
            fileName: "x.yaml"
        ) { path in path == "t.txt" ? .success(Array(text.utf8)) : .failure(.absent) }
        let report = World(scenario, seed: 1).run()

        #expect(report.violations.map(\.details) == [])
        #expect(
            report.answers.map { "\($0.kind) \($0.answer) \($0.count)" } == [
                "delete applied 1", "read found 1", "read missing 1", "write applied 1",
            ])
    }

    @Test("Only the selected requests are issued, and they are those that would have been issued anyway")
    func selection() throws {
        var scenario = Scenario(name: "x")
        scenario.duration = .seconds(12)
        let all = World(scenario, seed: 3)
        let drawn = all.run().requestCounts
        scenario.workload.selection = RequestSelection([
            RequestSelection.Span(client: 0, numbers: 300...304),
            RequestSelection.Span(client: 3, numbers: 310...310),
        ])
        let few = World(scenario, seed: 3)
        let report = few.run()

        #expect(report.requestCounts == drawn)
        #expect(few.history.operations.map(\.client).sorted() == [0, 0, 0, 0, 0, 3])
        for operation in few.history.operations {
            #expect(
                all.history.operations.contains {
                    $0.begunAt == operation.begunAt && $0.client == operation.client
                        && $0.key == operation.key
                        && $0.kind == operation.kind
                })
        }
    }

    @Test("A client leaves what another one asks as it is")
    func independence() {
        var scenario = Scenario(name: "x")
        scenario.duration = .seconds(6)
        scenario.timeline = [TimedFault(at: .seconds(4), .crash([1]))]
        let broken = World(scenario, seed: 3)
        scenario.timeline = []
        let whole = World(scenario, seed: 3)
        _ = broken.run()
        _ = whole.run()

        // Client 0 is attached to a, and b is the one that crashes.
        func asked(_ world: World) -> [String] {
            world.history.operations.filter { $0.client == 0 }.map { "\($0.begunAt) \($0.kind) \($0.key)" }
        }
        #expect(asked(broken) == asked(whole))
        #expect(asked(whole).count > 100)
    }

    @Test("Every key is written once at the beginning, and a miss is followed by a write")
    func fillAndRefill() throws {
        let scenario = try ScenarioDocumentTests.read(
            """
            {name: x, duration: 30s, settle: 20s, workload: {from: 8s, fill: 2s, write_percent: 0, delete_percent: 0,
            conditional_percent: 0, expiring_percent: 100, ttl: 5s, cache_aside: true, keys: {count: 50},
            write_concern: all}}
            """)
        let world = World(scenario, seed: 1)
        let report = world.run()
        let records = world.history.operations

        #expect(report.violations.map(\.details) == [])
        #expect(records.first.map { $0.begunAt >= .zero + .seconds(8) } ?? false)
        let filled = records.filter { $0.begunAt <= .zero + .seconds(10) && $0.kind == .write }
        #expect(Set(filled.map(\.key)).count == 50)
        // They all expire at about the same time, and each read that finds nothing writes.
        let misses = records.count { $0.answer == .missing }
        #expect(misses >= 50)
        #expect(records.count { $0.kind == .write } == 50 + misses)
    }

    @Test("During a burst most requests go to one key, and before it they do not")
    func bursts() throws {
        let scenario = try ScenarioDocumentTests.read(
            """
            {name: x, duration: 20s, workload: {keys: {distribution: uniform},
            bursts: {every: 10s, for: 3s, share: 90%}}}
            """)
        let world = World(scenario, seed: 1)
        _ = world.run()

        func topShare(from start: Duration, to end: Duration) -> Int {
            var counts = Array(repeating: 0, count: 200)
            let records = world.history.operations.filter {
                $0.begunAt >= .zero + start && $0.begunAt < .zero + end
            }
            for record in records { counts[record.key] += 1 }
            return (counts.max() ?? 0) * 100 / max(1, records.count)
        }
        #expect(topShare(from: .seconds(17), to: .seconds(20)) > 80)
        #expect(topShare(from: .seconds(12), to: .seconds(17)) < 10)
    }

    @Test("Clients ask more often when the schedule says so")
    func schedule() throws {
        let scenario = try ScenarioDocumentTests.read(
            "{name: x, duration: 20s, workload: {schedule: [50 from 5s, 500 from 10s], until: 15s}}")
        let world = World(scenario, seed: 1)
        _ = world.run()

        func count(from start: Duration, to end: Duration) -> Int {
            world.history.operations.count { $0.begunAt >= .zero + start && $0.begunAt < .zero + end }
        }
        #expect((150...350).contains(count(from: .seconds(5), to: .seconds(10))))
        #expect((2_200...2_800).contains(count(from: .seconds(10), to: .seconds(15))))
        #expect(count(from: .seconds(15), to: .seconds(20)) == 0)
    }

    @Test("What was written lately is read most")
    func latest() throws {
        let scenario = try ScenarioDocumentTests.read(
            "{name: x, duration: 20s, workload: {keys: {count: 1000, distribution: latest}, write_percent: 50}}"
        )
        let world = World(scenario, seed: 1)
        _ = world.run()

        let late = world.history.operations.filter { $0.begunAt > .zero + .seconds(18) }
        let written = late.filter { $0.kind == .write }.map(\.key)
        let near = late.filter { $0.kind == .read }.count { read in written.contains(read.key) }
        #expect(written.count > 50)
        #expect(near * 3 > late.count { $0.kind == .read })
    }
}
