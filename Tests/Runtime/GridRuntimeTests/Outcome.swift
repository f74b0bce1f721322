import Synchronization

/// A value that another thread delivers and a test waits for.
///
/// The first delivery counts. Waiting ends with an error when the test's time limit cancels it.
final class Outcome<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting(CheckedContinuation<Value?, Never>)
        case delivered(Value)
        case cancelled
    }

    private let state = Mutex(State.empty)

    func deliver(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            switch state {
            case .empty:
                state = .delivered(value)
                return nil
            case .waiting(let continuation):
                state = .delivered(value)
                return continuation
            case .delivered, .cancelled:
                return nil
            }
        }
        waiting?.resume(returning: value)
    }

    var value: Value {
        get async throws {
            let value = await withTaskCancellationHandler {
                await withCheckedContinuation { wait(with: $0) }
            } onCancel: {
                cancel()
            }
            guard let value else { throw CancellationError() }
            return value
        }
    }

    private func wait(with continuation: CheckedContinuation<Value?, Never>) {
        let known = state.withLock { state -> Value?? in
            switch state {
            case .empty:
                state = .waiting(continuation)
                return nil
            case .waiting: preconditionFailure("two tasks wait for one outcome")
            case .delivered(let value): return .some(value)
            case .cancelled: return .some(nil)
            }
        }
        if let known { continuation.resume(returning: known) }
    }

    private func cancel() {
        let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            switch state {
            case .empty:
                state = .cancelled
                return nil
            case .waiting(let continuation):
                state = .cancelled
                return continuation
            case .delivered, .cancelled: return nil
            }
        }
        waiting?.resume(returning: nil)
    }
}

extension Outcome where Value == Void {
    func deliver() { deliver(()) }
}

/// What several threads have noted, in the order in which they did.
final class Record<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    /// Notes `element`; returns how many elements there are now.
    @discardableResult
    func append(_ element: Element) -> Int {
        elements.withLock {
            $0.append(element)
            return $0.count
        }
    }

    var all: [Element] { elements.withLock { $0 } }
}

/// Counts down to an outcome.
final class Countdown: Sendable {
    private let pending = Mutex<(count: Int, done: Outcome<Void>?)>((0, nil))

    func expect(_ count: Int, then done: Outcome<Void>) {
        pending.withLock { $0 = (count, done) }
    }

    func countOne() {
        let done = pending.withLock { pending -> Outcome<Void>? in
            pending.count -= 1
            return pending.count == 0 ? pending.done : nil
        }
        done?.deliver()
    }
}
