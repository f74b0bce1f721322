import GridDeterminism
import GridReplication
import GridSidecar
import Testing

/// Drives a session against a ``KeyspaceModel`` and gathers what it says.
final class SessionHarness {
    /// When every test begins.
    static let start = WallTime(milliseconds: 1_700_000_000_000)

    var session: CommandSession
    var keyspace = KeyspaceModel()
    var now = SessionHarness.start
    /// Every request to the cache, in order.
    private(set) var requests: [CacheRequest] = []
    private(set) var administrativeRequests: [AdministrativeRequest] = []
    private(set) var isClosed = false
    private(set) var isAborted = false
    /// Answers these keys with a failure.
    var failures: [(key: String, failure: OperationFailure)] = []
    var administrativeAnswer: AdministrativeAnswer?

    init(configuration: SessionConfiguration = SessionConfiguration()) {
        session = CommandSession(
            connection: ClientConnection(
                id: 7, remoteAddress: "192.0.2.1:50000", localAddress: "192.0.2.2:6379",
                openedAt: SessionHarness.start),
            configuration: configuration)
    }

    /// Delivers `bytes` and returns everything that the session answers.
    @discardableResult
    func send(_ bytes: [UInt8]) -> [UInt8] {
        session.receive(bytes.span)
        return run()
    }

    /// Delivers an inline request or raw bytes and returns the answer as text.
    @discardableResult
    func sendRaw(_ text: String) -> String {
        String(decoding: send(Array(text.utf8)), as: UTF8.self)
    }

    /// Sends one command whose arguments stand between spaces; see ``request(_:)``.
    @discardableResult
    func command(_ line: String) -> String {
        String(decoding: send(SessionHarness.request(line)), as: UTF8.self)
    }

    /// The bytes of a command: `·` is a space within an argument, `¶` a line break.
    static func request(_ line: String) -> [UInt8] {
        let arguments = line.split(separator: " ", omittingEmptySubsequences: false).map { argument in
            argument.flatMap { $0 == "·" ? " " : $0 == "¶" ? "\r\n" : String($0) }
        }
        var bytes = Array("*\(arguments.count)\r\n".utf8)
        for argument in arguments {
            let content = Array(String(argument).utf8)
            bytes += Array("$\(content.count)\r\n".utf8) + content + Array("\r\n".utf8)
        }
        return bytes
    }

    private func run() -> [UInt8] {
        var output: [UInt8] = []
        while true {
            switch session.next(at: now) {
            case .perform(let request):
                requests.append(request)
                session.resume(with: answer(request))
            case .performAll(let batch):
                requests += batch
                session.resume(with: batch.map { answer($0) as CacheAnswer })
            case .administer(let request):
                administrativeRequests.append(request)
                session.resume(with: answer(request))
            case .deliverOutput:
                output += session.takeOutput()
            case .needsInput:
                return output + session.takeOutput()
            case .abort:
                isAborted = true
                return []
            case .close:
                isClosed = true
                return output + session.takeOutput()
            }
        }
    }

    private func answer(_ request: CacheRequest) -> CacheAnswer {
        if let failure = failures.first(where: { Array($0.key.utf8) == request.key })?.failure {
            return .failed(failure)
        }
        return keyspace.answer(request, at: now)
    }

    private func answer(_ request: AdministrativeRequest) -> AdministrativeAnswer {
        if let administrativeAnswer { return administrativeAnswer }
        switch request {
        case .countEntries:
            return .count(keyspace.count(at: now))
        case .removeAllEntries:
            keyspace.removeAll()
            return .done
        case .describe(let sections):
            return .text("# \(sections.joined(separator: "+"))\r\n")
        case .listSettings(let patterns):
            let settings = [("maxmemory", "0"), ("save", "")].filter { setting in
                patterns.contains { $0.matches(setting.0) }
            }
            return .settings(settings.map { AdministrativeAnswer.Setting(name: $0.0, value: $0.1) })
        }
    }
}

/// A command and what must be answered to it.
struct Exchange: Sendable {
    let command: String
    let reply: String
    /// The reply in version 3 of the protocol.
    let replyOfVersion3: String

    init(_ command: String, _ reply: String, _ replyOfVersion3: String? = nil) {
        self.command = command
        self.reply = reply
        self.replyOfVersion3 = replyOfVersion3 ?? reply
    }
}

/// Commands of one connection in order, and what must be answered.
struct RecordedConversation: Sendable, CustomTestStringConvertible {
    let name: String
    let exchanges: [Exchange]

    init(_ name: String, _ exchanges: [Exchange]) {
        self.name = name
        self.exchanges = exchanges
    }

    var testDescription: String { name }
}
