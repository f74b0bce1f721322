import Foundation
import GridDeterminism
import GridSimulator
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Text with everything that formats have trouble with.
private let nasty =
    "a\u{0}b\u{1B}[31m\u{7F} <c> & \"d\" 'e' \\ \n\t\r ]]> </failure> \u{FFFE} \u{2028} \u{1F980}"

@Suite("A trace")
struct TraceTests {
    private func lines(_ scenario: Scenario, seed: UInt64) -> [String] {
        var lines = [TraceFrame.opening(scenario, seed: seed)]
        let world = World(scenario, seed: seed) { lines.append($0.line) }
        let report = world.run()
        return lines + [TraceFrame.closing(report)]
    }

    private func parsed(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test("Every line is a JSON object, the first about the run and the last about its end")
    func format() throws {
        let scenario = RecordedRun.small([TimedFault(at: .seconds(1), .crash([1]))])
        let objects = try lines(scenario, seed: 3).map(parsed)
        let report = World(scenario, seed: 3).run()

        #expect(objects.first?["kind"] as? String == "run")
        #expect(objects.first?["format"] as? Int == 1)
        #expect(objects.first?["seed"] as? String == "3")
        #expect(objects.first?["members"] as? [String] == ["a", "b", "c"])
        #expect(objects.last?["kind"] as? String == "end")
        #expect(objects.last?["digest"] as? String == report.digestText)
        #expect(objects.last?["passed"] as? Bool == report.hasPassed)
        let times = objects.compactMap { $0["time"] as? Double }
        #expect(times.count == objects.count - 1)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("An event says who, which machine, how many bytes and from whom")
    func fields() throws {
        let objects = try lines(RecordedRun.small([TimedFault(at: .seconds(1), .crash([1]))]), seed: 3).map(
            parsed)
        let bytes = try #require(objects.first { $0["kind"] as? String == "bytes" })
        let fault = try #require(objects.first { $0["about"] as? String == "fault" })

        let names = ["a", "b", "c"]
        #expect(names.contains(try #require(bytes["member"] as? String)))
        #expect(names.contains(try #require(bytes["peer"] as? String)))
        #expect(bytes["member"] as? String != bytes["peer"] as? String)
        #expect(try #require(bytes["bytes"] as? Int) > 0)
        #expect(["control", "plane 0", "plane 1"].contains(try #require(bytes["machine"] as? String)))
        #expect(fault["kind"] as? String == "note")
        #expect(fault["time"] as? Double == 1)
        #expect(fault["text"] as? String == "fault: crash b")
    }

    @Test("Any text gives valid JSON that reads back as it was")
    func anyText() throws {
        let world = World(RecordedRun.small(), seed: 1)
        var report = world.run()
        report.violations = [Violation(rule: .value, time: Instant.zero, details: nasty)]
        let closing = try parsed(TraceFrame.closing(report))
        let violation = try #require((closing["violations"] as? [[String: Any]])?.first)
        let opening = try parsed(TraceFrame.opening(Scenario(name: nasty), seed: .max))

        #expect(violation["text"] as? String == nasty)
        #expect(closing["passed"] as? Bool == false)
        #expect(opening["scenario"] as? String == nasty)
        #expect(opening["seed"] as? String == "18446744073709551615")
    }
}

@Suite("A report for continuous integration")
struct JUnitReportTests {
    /// What a parser of XML finds.
    private final class Content: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append((name, attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }

    private func parse(_ xml: String) throws -> Content {
        let parser = XMLParser(data: Data(xml.utf8))
        let content = Content()
        parser.delegate = content
        try #require(parser.parse(), "\(String(describing: parser.parserError)) at line \(parser.lineNumber)")
        return content
    }

    private func report(seed: UInt64, failing details: String? = nil, name: String = "tiny")
        -> SimulationReport
    {
        var scenario = Scenario(name: name)
        scenario.duration = .seconds(1)
        scenario.settleTime = .seconds(1)
        var report = World(scenario, seed: seed).run()
        report.violations = details.map { [Violation(rule: .value, time: .zero, details: $0)] } ?? []
        return report
    }

    @Test("Each seed is a test case, and a failure carries its account")
    func cases() throws {
        var junit = JUnitReport(path: "tiny.yaml")
        junit.add(report(seed: 1))
        junit.add(report(seed: 2, failing: "key-3 is wrong"))
        junit.add(report(seed: 3))
        let content = try parse(junit.xml)
        let suite = try #require(content.elements.first { $0.name == "testsuite" }).attributes
        let cases = content.elements.filter { $0.name == "testcase" }.map(\.attributes)
        let failure = try #require(content.elements.first { $0.name == "failure" }).attributes

        #expect(suite["tests"] == "3")
        #expect(suite["failures"] == "1")
        #expect(cases.map { $0["name"] } == ["seed 1", "seed 2", "seed 3"])
        #expect(cases.first?["classname"] == "gridsim.tiny")
        #expect(failure["message"] == Violation.Rule.value.rawValue)
        #expect(content.text.contains("key-3 is wrong"))
        #expect(content.text.contains("gridsim run tiny.yaml --seed 2"))
    }

    @Test("Any text gives valid XML; what XML cannot hold is replaced")
    func anyText() throws {
        var junit = JUnitReport(path: nasty)
        junit.add(report(seed: 1, failing: nasty, name: nasty))
        let content = try parse(junit.xml)
        let name = try #require(content.elements.first { $0.name == "testcase" }?.attributes["classname"])

        #expect(name.hasPrefix("gridsim.a\u{FFFD}b\u{FFFD}[31m"))
        #expect(content.text.contains("</failure>"))
        #expect(content.elements.count { $0.name == "failure" } == 1)
    }

    @Test("No cases are a valid file too")
    func empty() throws {
        #expect(try parse(JUnitReport(path: "x").xml).elements.map(\.name) == ["testsuites", "testsuite"])
    }
}

@Suite("The summary of a run")
struct SummaryTests {
    private func report() throws -> SimulationReport {
        var scenario = try ShippedScenario.named("chaos")
        scenario.duration = .seconds(25)
        scenario.settleTime = .seconds(10)
        var faults = RandomFaults()
        faults.interval = .milliseconds(500)
        scenario.randomFaults = faults
        return World(scenario, seed: 4).run()
    }

    @Test("However much happens, it fits on one screen, and says how much it leaves out")
    func length() throws {
        var report = try report()
        report.violations = (1...5).map {
            Violation(rule: .convergence, time: report.endedAt, details: "key-\($0) is uneven")
        }
        let lines = report.summary(path: "chaos.yaml", style: .plain).split(
            separator: "\n", omittingEmptySubsequences: false)

        #expect(report.timeline.count > 100)
        #expect(lines.count <= 40)
        #expect(lines.contains { $0.hasSuffix("more, --verbose shows them") })
        #expect(lines.contains("digest     \(report.digestText)"))
        #expect(lines.contains("replay     gridsim run chaos.yaml --seed 4"))
        #expect(lines.last == (report.hasPassed ? "PASSED" : "FAILED"))
    }

    @Test("A death is one line, with all who declared it")
    func deaths() throws {
        var scenario = RecordedRun.small([TimedFault(at: .seconds(1), .crash([2]))])
        scenario.duration = .seconds(12)
        let report = World(scenario, seed: 2).run()
        let summary = report.summary(path: "x", style: .plain)
        let deaths = summary.split(separator: "\n").filter { $0.contains("is dead, say") }

        #expect(report.timeline.count { $0.kind == .death } == 2)
        #expect(deaths.count == 1)
        #expect(deaths.first.map { $0.hasSuffix("say a b") || $0.hasSuffix("say b a") } == true)
    }

    @Test("A violation is told with its rule and its time")
    func violations() throws {
        var report = World(RecordedRun.small(), seed: 2).run()
        report.violations = [
            Violation(rule: .expiry, time: Instant.zero + .seconds(3), details: "key-1 is old")
        ]
        let summary = report.summary(path: "x", style: .plain)

        #expect(summary.contains("violated   \(Violation.Rule.expiry.rawValue)"))
        #expect(summary.contains("at 3.000000 s: key-1 is old"))
        #expect(summary.hasSuffix("FAILED"))
    }

    @Test("Only a style with colours has colours")
    func colors() {
        var report = World(RecordedRun.small(), seed: 2).run()
        report.violations = []
        let plain = report.summary(path: "x", style: .plain)
        let colored = report.summary(path: "x", style: TextStyle(hasColors: true))

        #expect(!plain.contains("\u{1B}"))
        #expect(colored.contains("\u{1B}[1;32mPASSED\u{1B}[0m"))
        #expect(colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }
}

@Suite("The progress of a swarm")
struct SwarmProgressTests {
    @Test("It tells seeds, time, speed and failures")
    func line() {
        var progress = SwarmProgress(seedLimit: 40, timeLimit: nil)
        progress.seedCount = 10
        progress.eventCount = 3_000_000
        progress.failureCount = 1
        progress.elapsed = .seconds(65)

        #expect(
            progress.line
                == "[#####...............]  10/40 seeds  1:05  0.1 seeds/s  46,153 events/s  1 failed")
    }

    @Test("When time decides, the bar follows the time")
    func time() {
        var progress = SwarmProgress(seedLimit: nil, timeLimit: .seconds(300))
        progress.seedCount = 600
        progress.elapsed = .seconds(150)

        #expect(
            progress.line == "[##########..........]  600 seeds  2:30/5:00  4.0 seeds/s  0 events/s  0 failed"
        )
    }

    @Test("Nothing has been done at first, and more than all cannot be done")
    func extremes() {
        var progress = SwarmProgress(seedLimit: 2, timeLimit: .seconds(1))
        #expect(progress.line.hasPrefix("[....................]  0/2 seeds  0:00/0:01  0.0 seeds/s"))

        progress.elapsed = .seconds(90)
        #expect(progress.line.hasPrefix("[####################]  0/2 seeds  1:30/0:01"))
    }
}
