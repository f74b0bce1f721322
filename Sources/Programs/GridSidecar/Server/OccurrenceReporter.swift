import GridDeterminism
private import Synchronization

/// Tells of occurrences that a stranger can cause at will, without letting the stranger fill the log.
///
/// Of each kind one is told per ``interval``; the next one that is told says how many were not. From any thread.
final class OccurrenceReporter: Sendable {
    /// How long the next occurrence of a kind is only counted; that of Redis.
    static let interval = Duration.seconds(60)

    private struct History: Sendable {
        var toldAt: Instant
        var untoldCount = 0
    }

    private let histories = Mutex<[ServerOccurrence.Kind: History]>([:])
    private let tell: @Sendable (ServerOccurrence, _ untoldCount: Int) -> Void

    /// Has `tell` called on the thread of the occurrence, with the number of like ones that were not told before it.
    init(_ tell: @escaping @Sendable (ServerOccurrence, _ untoldCount: Int) -> Void) {
        self.tell = tell
    }

    /// Tells of what happened at `now`, unless one of its kind was told less than an interval ago.
    func report(_ occurrence: ServerOccurrence, at now: Instant) {
        let untoldCount = histories.withLock { histories -> Int? in
            guard let history = histories[occurrence.kind], now < history.toldAt + Self.interval else {
                let untoldCount = histories[occurrence.kind]?.untoldCount ?? 0
                histories[occurrence.kind] = History(toldAt: now)
                return untoldCount
            }
            histories[occurrence.kind]?.untoldCount += 1
            return nil
        }
        if let untoldCount { tell(occurrence, untoldCount) }
    }
}
