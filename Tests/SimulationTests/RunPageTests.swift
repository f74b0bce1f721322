import Foundation
import GridDocument
import GridSimulator
import Testing

@Suite("The page about a run")
struct RunPageTests {
    private static let opening = "<script type=\"application/json\" id=\"run\">"

    /// The JSON in the page, as a browser finds it: up to the first end of the script element.
    private func embedded(in html: String) throws -> String {
        let start = try #require(html.range(of: Self.opening))
        let end = try #require(html.range(of: "</script", range: start.upperBound..<html.endIndex))
        return String(html[start.upperBound..<end.lowerBound])
    }

    private func page(_ scenario: Scenario, seed: UInt64) throws -> (RecordedRun, String) {
        let run = try RecordedRun(scenario, seed: seed)
        return (run, RunPage(run.report, run.recording, path: "some.yaml").html)
    }

    private func tiny() -> Scenario {
        var scenario = RecordedRun.small([TimedFault(at: .seconds(1), .crash([1]))])
        scenario.duration = .seconds(2)
        scenario.settleTime = .seconds(1)
        scenario.workload.operationsPerSecond = 20
        return scenario
    }

    @Test("The embedded data is JSON and tells what the run did")
    func data() throws {
        let (run, html) = try page(tiny(), seed: 11)
        let root = try DocumentReader.read([UInt8](embedded(in: html).utf8), fileName: "page")
        let fields = try #require(root.fields)

        #expect(fields["scenario"]?.text == "small")
        #expect(fields["seed"]?.text == "11")
        #expect(fields["digest"]?.text == run.report.digestText)
        #expect(fields["passed"]?.text == (run.report.hasPassed ? "true" : "false"))
        #expect(fields["replay"]?.text == "gridsim run some.yaml --seed 11")
        #expect(fields["members"]?.items?.map(\.text) == ["a", "b", "c"])
        #expect(fields["timeline"]?.items?.count == run.report.timeline.count)
        let entries = fields["timeline"]?.items?.compactMap { $0.items?.last?.text } ?? []
        #expect(entries.contains("fault: crash b"))
        #expect(fields["spans"]?.items?.count == run.recording.spans.count)
        #expect(fields["samples"]?.fields?["times"]?.items?.count == run.recording.samples.count)
        let entriesOfMembers = fields["samples"]?.fields?["members"]?.fields?["entries"]?.items
        #expect(entriesOfMembers?.count == 3 * run.recording.samples.count)
        let messages = try #require(fields["messages"]?.fields)
        #expect(messages["total"]?.text == "\(run.recording.messages.totalCount)")
        #expect(messages["rows"]?.items?.count == 7 * run.recording.messages.elements.count)
        let operations = try #require(fields["operations"]?.fields)
        #expect(operations["rows"]?.items?.count == 8 * run.recording.operations.elements.count)
    }

    @Test("No text of a scenario can end the data or become a part of the page")
    func escaping() throws {
        var scenario = tiny()
        scenario.name = "</title><b>"
        scenario.summary =
            "</script><script>alert(1)</script> <!-- {{data}} \u{1} \u{2028} \"quoted\" & so on"

        let (_, html) = try page(scenario, seed: 12)
        let root = try JSONSerialization.jsonObject(with: Data(embedded(in: html).utf8))
        let fields = try #require(root as? [String: Any])

        #expect(fields["summary"] as? String == scenario.summary)
        #expect(fields["scenario"] as? String == scenario.name)
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("</title><b>"))
    }

    @Test("The page needs no network and no other file")
    func selfContained() throws {
        let (_, html) = try page(tiny(), seed: 13)

        for needle in ["src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest", "http://", "https://"]
        {
            #expect(!html.contains(needle), "the page contains \(needle)")
        }
        #expect(html.contains("default-src 'none'"))
        #expect(!html.contains("{{"))
    }

    @Test("One run gives one page")
    func determinism() throws {
        #expect(try page(tiny(), seed: 14).1 == page(tiny(), seed: 14).1)
    }
}

extension DocumentNode {
    /// The fields of a map by their keys.
    fileprivate var fields: [String: DocumentNode]? {
        guard case .map(let fields) = content else { return nil }
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value) })
    }

    fileprivate var items: [DocumentNode]? {
        guard case .list(let items) = content else { return nil }
        return items
    }

    fileprivate var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }
}
