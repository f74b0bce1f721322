private import Synchronization

/// A gate that opens once, for any number of waiting tasks.
final class Readiness: Sendable {
    private enum Outcome {
        case open
        case closed
    }

    private struct State {
        var outcome: Outcome?
        var nextTicket: UInt64 = 0
        var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Waits until the gate opens.
    ///
    /// - Returns: `false` when it was closed for ever, or the task was cancelled.
    func wait() async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state -> Bool? in
                    if let outcome = state.outcome { return outcome == .open }
                    if Task.isCancelled { return false }
                    state.waiting[ticket] = continuation
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            let waiting = state.withLock { $0.waiting.removeValue(forKey: ticket) }
            waiting?.resume(returning: false)
        }
    }

    /// Lets everybody through, now and later; without effect once closed.
    func open() { finish(.open) }

    /// Turns everybody away, now and later; without effect on those who were let through.
    func close() { finish(.closed) }

    private func finish(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            guard state.outcome == nil || outcome == .closed else {
                return [CheckedContinuation<Bool, Never>]()
            }
            state.outcome = outcome
            defer { state.waiting.removeAll() }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: outcome == .open) }
    }
}
