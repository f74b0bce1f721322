import GridDriver
import GridRuntime
import Synchronization

/// Writes what the node reports to the log, from any of its threads, leaving out what repeats itself.
final class OccurrenceLog: Sendable {
    private let log: EventLog
    private let clock = SystemClock()
    private let limiter = Mutex(RepetitionLimiter())

    init(_ log: EventLog) {
        self.log = log
    }

    func write(_ occurrence: NodeOccurrence) {
        guard var event = LogEvent(occurrence) else { return }
        if let kind = LogEvent.repeatedKind(of: occurrence) {
            guard let suppressed = limiter.withLock({ $0.admit(kind, at: clock.monotonic) }) else { return }
            if suppressed > 0 { event = event.with("suppressed", suppressed) }
        }
        log.write(event)
    }
}
