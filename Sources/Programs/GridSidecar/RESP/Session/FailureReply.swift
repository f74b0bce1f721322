import GridIdentity
import GridReplication
import GridStore

// How failures of the cluster are told to clients.
//
// The first word decides what a client library does. `CLUSTERDOWN` and `TRYAGAIN` make libraries try again, some at
// once and by themselves. So they are only used where trying again is safe: the request was a read, or changed
// nothing. A write whose fate is unknown has a word that no library knows (`TIMEOUT`): only the caller can decide.

extension CommandError {
    /// The error of a command whose requests were answered so, or `nil` when none failed.
    ///
    /// A failure that leaves a write in doubt is told before others.
    init?(failuresOf answers: [CacheAnswer], isUpdate: Bool) {
        var worst: OperationFailure?
        var failureCount = 0
        for case .failed(let failure) in answers {
            failureCount += 1
            if worst == nil || isUpdate && failure.leavesWriteInDoubt && worst?.leavesWriteInDoubt == false {
                worst = failure
            }
        }
        guard let worst else { return nil }
        let error = CommandError(worst, isUpdate: isUpdate)
        guard answers.count > 1 else {
            self = error
            return
        }
        let others = isUpdate ? "; the others were carried out" : ""
        self.init(
            message: error.message + Array(" (\(failureCount) of \(answers.count) keys failed\(others))".utf8)
        )
    }

    /// The error of one request that failed.
    init(_ failure: OperationFailure, isUpdate: Bool) {
        let doubt = isUpdate && failure.leavesWriteInDoubt
        let consequence =
            doubt ? "the write may have been applied" : isUpdate ? "it was not applied" : "try again"
        switch failure {
        case .timedOut(let answered, let required, let silent):
            self.init(
                "\(isUpdate ? "TIMEOUT" : "TRYAGAIN") \(answered) of \(required) required owners answered in time"
                    + "\(Self.list(silent, as: "silent")); \(consequence)")
        case .ownersUnreachable(let answered, let required, let unreachable):
            self.init(
                "\(doubt ? "TIMEOUT" : "CLUSTERDOWN") \(answered) of \(required) required owners answered, the "
                    + "others cannot be reached\(Self.list(unreachable, as: "unreachable")); \(consequence)")
        case .invalidKey(let byteCount, let maximum):
            self.init("ERR invalid key: it has \(byteCount) bytes, 1 to \(maximum) are allowed")
        case .valueTooLarge(let byteCount, let maximum):
            self.init(
                "ERR string exceeds maximum allowed size (\(byteCount) bytes, at most \(maximum) fit)")
        case .clockTooFarAhead:
            self.init("ERR an owner refused the write, because the clock of this node is too far ahead")
        case .overloaded(let pending, let maximum):
            self.init(
                "BUSY \(pending) requests are waiting, \(maximum) are allowed; it was not applied, try again later"
            )
        case .shuttingDown:
            self.init("CLUSTERDOWN this node is shutting down; nothing was done")
        case .notReady:
            self.init("LOADING this node has not found its cluster yet; nothing was done, try again")
        }
    }

    /// The error of a request that was read to its end and not carried out.
    init(_ refusal: RESPRefusal) {
        switch refusal {
        case .bulkTooLong(let byteCount, let maximum):
            self.init(.valueTooLarge(byteCount: byteCount, maximum: maximum), isUpdate: true)
        case .requestTooLong(let maximum):
            self.init("ERR the request is too long: its arguments may have \(maximum) bytes together")
        }
    }

    private static func list(_ nodes: [NodeID], as word: String) -> String {
        guard !nodes.isEmpty else { return "" }
        let names = nodes.prefix(4).map(\.name).joined(separator: ", ")
        return " (\(word): \(names)\(nodes.count > 4 ? ", …" : ""))"
    }
}

extension OperationFailure {
    /// Whether a write that failed so may have been applied by an owner.
    fileprivate var leavesWriteInDoubt: Bool {
        switch self {
        case .timedOut: true
        // What no owner confirmed waits in outboxes, and is applied when an owner comes back.
        case .ownersUnreachable: true
        case .clockTooFarAhead: true
        case .invalidKey, .valueTooLarge, .overloaded, .shuttingDown, .notReady: false
        }
    }
}

extension [CacheRequest] {
    /// Why the first of these requests that names an impossible key will be refused; `nil` when all keys are possible.
    var firstInvalidKey: OperationFailure? {
        let maximum = StoreConfiguration.maximumKeyByteCount
        guard let request = first(where: { !(1...maximum).contains($0.key.count) }) else { return nil }
        return .invalidKey(byteCount: request.key.count, maximum: maximum)
    }
}
