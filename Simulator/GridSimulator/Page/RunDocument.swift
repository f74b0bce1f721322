import GridDeterminism
import GridDocument

/// A run as JSON, for the script of the page.
///
/// Times are microseconds. Lists that may be long are flat: rows of numbers one after the other, without names.
struct RunDocument {
    let report: SimulationReport
    let recording: Recording
    /// Where the scenario was read from.
    let path: String

    init(_ report: SimulationReport, _ recording: Recording, path: String) {
        self.report = report
        self.recording = recording
        self.path = path
    }

    /// The document in one line.
    var json: String {
        DocumentValue.map([
            .init("scenario", .text(report.scenario.name)),
            .init("summary", .text(report.scenario.summary)),
            .init("seed", .text("\(report.seed)")),
            .init("cluster", .text(report.scenario.clusterAccount)),
            .init("passed", .boolean(report.hasPassed)),
            .init("replay", .text(report.replayCommand(path: path))),
            .init("digest", .text(report.digestText)),
            .init("events", .number(report.eventCount)),
            .init("end", .number(report.endedAt.microseconds)),
            .init("settling", .number(settlingBegin)),
            .init("converged", convergence),
            .init("members", .list(memberNames.map(DocumentValue.text))),
            .init("violations", .list(report.violations.map(Self.violation))),
            .init("timeline", .list(report.timeline.map(Self.entry))),
            .init("spans", .list(recording.spans.map(Self.span))),
            .init("ways", .list(recording.ways.map(Self.ways))),
            .init("views", Self.numbers(recording.views.flatMap { $0.row })),
            .init("viewCount", .number(recording.viewCount)),
            .init("samples", samples),
            .init("messages", messages),
            .init("operations", operations),
        ]).jsonLine
    }

    private var memberNames: [String] { (0..<report.scenario.nodeCount).map(Scenario.memberName) }

    private var settlingBegin: UInt64 { (Instant.zero + report.scenario.duration).microseconds }

    private var convergence: DocumentValue {
        report.convergenceTime.map { .number($0.wholeNanoseconds / 1_000) } ?? .literal("null")
    }

    // MARK: Rows

    private static func numbers(_ numbers: [Int]) -> DocumentValue {
        .literal("[" + numbers.map(String.init).joined(separator: ",") + "]")
    }

    private static func violation(_ violation: Violation) -> DocumentValue {
        .map([
            .init("time", .number(violation.time.microseconds)),
            .init("rule", .text(violation.rule.rawValue)), .init("text", .text(violation.details)),
        ])
    }

    /// Time, kind, member or -1, text.
    private static func entry(_ entry: TimelineEntry) -> DocumentValue {
        .list([
            .number(entry.time.microseconds), .text(entry.kind.rawValue), .number(entry.member ?? -1),
            .text(entry.text),
        ])
    }

    /// Kind, member, life, begin, end or -1.
    private static func span(_ span: Recording.Span) -> DocumentValue {
        .list([
            .text(span.kind.rawValue), .number(span.member), .number(span.life),
            .number(span.begin.microseconds), .number(span.end.map { Int($0.microseconds) } ?? -1),
        ])
    }

    private static func ways(_ ways: Recording.Ways) -> DocumentValue {
        .map([
            .init("time", .number(ways.time.microseconds)),
            .init("blocked", .list(ways.blocked.map(numbers))),
            .init("loss", .number(ways.lossPartsPerMillion)),
        ])
    }

    // MARK: Long lists

    /// For every measure one column: of the cluster, and of all members in turn, one member after the other.
    private var samples: DocumentValue {
        let cluster = ClusterMeasure.allCases.map { measure in
            DocumentValue.Field("\(measure)", Self.numbers(recording.samples.map { $0[measure] }))
        }
        let members = MemberMeasure.allCases.map { measure in
            let columns = memberNames.indices.flatMap { member in
                recording.samples.map { $0[member, measure] }
            }
            return DocumentValue.Field("\(measure)", Self.numbers(columns))
        }
        return .map([
            .init("times", Self.numbers(recording.samples.map { Int($0.time.microseconds) })),
            .init("cluster", .map(cluster)), .init("members", .map(members)),
        ])
    }

    /// Time since the message before, time on the way or -1, sender, receiver, machine, bytes, text.
    private var messages: DocumentValue {
        var previous: UInt64 = 0
        let rows = recording.messages.elements.flatMap { message in
            let time = message.time.microseconds
            defer { previous = time }
            let travel = message.arrivedAt.map { Int($0.microseconds - time) } ?? -1
            return [
                Int(time - previous), travel, message.sender, message.receiver, message.machine,
                message.byteCount, message.text,
            ]
        }
        return list(rows, of: recording.messages, texts: recording.messageTexts)
    }

    /// Time since the operation before, time to the answer or -1, number, member, kind, key, outcome, answer.
    private var operations: DocumentValue {
        var previous: UInt64 = 0
        var texts = OperationRecord.Kind.allCases.map(\.rawValue)
        func index(of text: String) -> Int {
            if let index = texts.firstIndex(of: text) { return index }
            texts.append(text)
            return texts.count - 1
        }
        let rows = recording.operations.elements.flatMap { operation in
            let time = operation.time.microseconds
            defer { previous = time }
            let duration = operation.answeredAt.map { Int($0.microseconds - time) } ?? -1
            return [
                Int(time - previous), duration, operation.number, operation.member,
                index(of: operation.kind.rawValue), operation.key, operation.outcome.rawValue,
                index(of: operation.answer),
            ]
        }
        return list(rows, of: recording.operations, texts: texts)
    }

    private func list<Element>(_ rows: [Int], of log: ThinnedLog<Element>, texts: [String]) -> DocumentValue {
        .map([
            .init("total", .number(log.totalCount)), .init("kept", .number(log.elements.count)),
            .init("radius", .number(log.radius.map { Int($0.wholeNanoseconds / 1_000) } ?? -1)),
            .init("texts", .list(texts.map(DocumentValue.text))), .init("rows", Self.numbers(rows)),
        ])
    }
}

extension Recording.ViewChange {
    /// Time, observer, subject, state.
    fileprivate var row: [Int] { [Int(time.microseconds), observer, subject, state] }
}

extension Instant {
    /// Whole microseconds since the beginning.
    fileprivate var microseconds: UInt64 { nanoseconds / 1_000 }
}
