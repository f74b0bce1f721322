import GridConfiguration
import GridDocument

/// Requests that were recorded somewhere, to be issued again.
///
/// A trace is a text with one request a line, in the order of time, with blanks between the words:
///
///     # time  client  operation  key  size  ttl
///     0.25s   0       write      17   512B  30s
///     0.3s    1       read       17
///     0.9s    0       delete     17
///
/// The size and the ttl belong to writes; without them, or with `-`, the size is drawn as the workload says, and the entry
/// does not expire. Empty lines and what follows a `#` mean nothing.
package struct RequestTrace: Hashable, Sendable {
    /// One line.
    package struct Request: Hashable, Sendable {
        package var at: Duration
        package var client: Int
        /// `conditional` is not recorded.
        package var kind: OperationRecord.Kind
        package var key: Int
        package var byteCount: Int?
        package var timeToLive: Duration?
    }

    /// The file, as the scenario names it.
    package var path: String
    /// Sorted by time.
    package var requests: [Request] = []

    package init(path: String) {
        self.path = path
    }
}

extension RequestTrace {
    /// Reads the lines of a trace and records everything that is wrong with them.
    mutating func read(_ bytes: [UInt8], of workload: Workload, problems: (DocumentProblem) -> Void) {
        var former = Duration.zero
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
            var words = Words(text: text)
            guard !words.isAtEnd else { continue }
            let reading = Self.request(&words, in: workload)
            switch reading {
            case .success(let request) where request.at >= former:
                former = request.at
                requests.append(request)
            case .success:
                report(index, 1, "the request comes before the one above it", problems)
            case .failure(let problem):
                report(index, words.column, problem.message, problems)
            }
        }
    }

    private func report(
        _ index: Int, _ column: Int, _ message: String, _ problems: (DocumentProblem) -> Void
    ) {
        let position = DocumentPosition(line: index + 1, column: column)
        problems(DocumentProblem(file: path, position: position, path: "", message: message))
    }

    private static func request(
        _ words: inout Words, in workload: Workload
    ) -> Result<Request, ScalarProblem> {
        do throws(ScalarProblem) {
            let at = try words.next("a time", .duration(in: .zero ... .seconds(86_400)))
            let client = try words.next("a client", .integer(in: 0...max(0, workload.clientCount - 1)))
            let kind = try words.next("an operation", Self.operations)
            let key = try words.next("a key", .integer(in: 0...workload.keyCount - 1))
            var request = Request(at: at, client: client, kind: kind, key: key)
            request.byteCount = try words.optional(.byteCount(in: Workload.valueByteCounts))
            request.timeToLive = try words.optional(.duration(in: Workload.timesToLive))
            try words.finish()
            return .success(request)
        } catch {
            return .failure(error)
        }
    }

    private static var operations: ScalarKind<OperationRecord.Kind> {
        .choice(["read": .read, "write": .write, "delete": .delete])
    }
}

/// The words of a line, one after the other.
private struct Words {
    private var rest: Substring
    private let lineStart: Substring
    /// Where the word stands that was taken last.
    private(set) var column = 1

    init(text: String) {
        rest = text[...]
        lineStart = rest
        skipBlanks()
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func next<Value>(_ noun: String, _ kind: ScalarKind<Value>) throws(ScalarProblem) -> Value {
        guard let word = take() else { throw ScalarProblem(expected: noun, found: "the end of the line") }
        return try kind.parse(word).get()
    }

    /// The next word, unless there is none or it is `-`.
    mutating func optional<Value>(_ kind: ScalarKind<Value>) throws(ScalarProblem) -> Value? {
        guard let word = take(), word != "-" else { return nil }
        return try kind.parse(word).get()
    }

    mutating func finish() throws(ScalarProblem) {
        guard let word = take() else { return }
        throw ScalarProblem(expected: "the end of the line", found: word.quotedForMessage)
    }

    private mutating func take() -> String? {
        column = lineStart.distance(from: lineStart.startIndex, to: rest.startIndex) + 1
        guard !rest.isEmpty else { return nil }
        let word = rest.prefix { !Self.isBlank($0) }
        rest = rest[word.endIndex...]
        skipBlanks()
        return String(word)
    }

    private mutating func skipBlanks() {
        rest = rest.drop(while: Self.isBlank)
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r"
    }
}

extension Scenario {
    /// Reads the trace that the workload names.
    mutating func readTrace(
        _ root: DocumentMapReader, _ readFile: (String) -> Result<[UInt8], FileProblem>
    ) {
        guard var trace = workload.trace else { return }
        switch readFile(trace.path) {
        case .success(let bytes):
            trace.read(bytes, of: workload) { problem in root.report([problem]) }
            workload.trace = trace
        case .failure(let problem):
            root.report("workload", "the trace \(trace.path.quotedForMessage) \(problem)")
        }
    }
}
