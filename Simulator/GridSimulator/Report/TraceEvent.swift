package import GridDeterminism
import GridDocument

/// One event of a run as a program reads it: what `--trace` writes.
package struct TraceEvent: Sendable {
    package var time: Instant
    /// What happened, in a word.
    package var kind: String
    /// What a note is about.
    package var subject: String?
    package var member: Int?
    /// 0 for the control plane, 1 and up for the data planes.
    package var machine: Int?
    /// The member at the other end of the connection.
    package var peer: Int?
    package var byteCount = 0
    package var text = ""

    /// The event as one line of JSON, without the fields that it does not have.
    package var line: String {
        var line = "{\"time\":\(time.inJSON),\"kind\":\(JSONText.quoted(kind))"
        if let subject { line += ",\"about\":\(JSONText.quoted(subject))" }
        if let member { line += ",\"member\":\(JSONText.quoted(Scenario.memberName(member)))" }
        if let machine { line += ",\"machine\":\"\(Self.name(ofMachine: machine))\"" }
        if let peer { line += ",\"peer\":\(JSONText.quoted(Scenario.memberName(peer)))" }
        if byteCount > 0 { line += ",\"bytes\":\(byteCount)" }
        if !text.isEmpty { line += ",\"text\":\(JSONText.quoted(text))" }
        return line + "}"
    }

    static func name(ofMachine index: Int) -> String { index == 0 ? "control" : "plane \(index - 1)" }
}

/// The lines of a trace that are about the whole run.
package enum TraceFrame {
    /// The version of the format; greater when a reader of the old one would misunderstand something.
    package static let formatVersion = 1

    /// The first line: what is run.
    package static func opening(_ scenario: Scenario, seed: UInt64) -> String {
        DocumentValue.map([
            .init("kind", .text("run")), .init("format", .number(formatVersion)),
            .init("scenario", .text(scenario.name)), .init("seed", .text("\(seed)")),
            .init("members", .list((0..<scenario.nodeCount).map { .text(Scenario.memberName($0)) })),
        ]).jsonLine
    }

    /// The last line: how it ended.
    package static func closing(_ report: SimulationReport) -> String {
        DocumentValue.map([
            .init("time", .literal(report.endedAt.inJSON)), .init("kind", .text("end")),
            .init("events", .number(report.eventCount)), .init("digest", .text(report.digestText)),
            .init("passed", .boolean(report.hasPassed)),
            .init(
                "violations",
                .list(
                    report.violations.map { violation in
                        .map([
                            .init("time", .literal(violation.time.inJSON)),
                            .init("rule", .text(violation.rule.rawValue)),
                            .init("text", .text(violation.details)),
                        ])
                    })),
        ]).jsonLine
    }
}

extension Instant {
    /// The seconds since the beginning as a number in JSON, with six decimals.
    var inJSON: String { String(inSeconds.drop { $0 == " " }) }
}
