package import GridDeterminism

/// Checks that every operation is answered in time, whatever happens to other nodes.
package struct DeadlineChecker {
    private let readTimeout: Duration
    private let writeTimeout: Duration
    /// How late timers may be.
    private static let tolerance: Duration = .milliseconds(5)

    package init(readTimeout: Duration, writeTimeout: Duration) {
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
    }

    /// Looks at an operation that was answered at `end`, or has not been until then.
    package func check(_ operation: OperationRecord, at end: Instant) -> String? {
        guard !operation.isExcused else { return nil }
        let limit = operation.kind == .read ? readTimeout : writeTimeout
        let elapsed = end.elapsed(since: operation.begunAt)
        guard elapsed > limit + Self.tolerance else { return nil }
        let state = operation.answeredAt == nil ? "is not answered after" : "was answered after"
        return "operation \(operation.number) (\(operation.kind) of key-\(operation.key)) \(state) \(elapsed)"
    }
}
