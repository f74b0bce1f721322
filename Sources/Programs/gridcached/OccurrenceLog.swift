import GridDriver
import GridRuntime
import GridSidecar
import Synchronization

/// Writes what the node and the server for Redis clients report to the log, from any of its threads, leaving out what repeats itself.
final class OccurrenceLog: Sendable {
    private let log: EventLog
    private let clock = SystemClock()
    private let limiter = Mutex(RepetitionLimiter())

    init(_ log: EventLog) {
        self.log = log
    }

    func write(_ occurrence: NodeOccurrence) {
        guard let event = LogEvent(occurrence) else { return }
        if let kind = LogEvent.repeatedKind(of: occurrence) {
            write(event, repeating: kind)
        } else {
            log.write(event)
        }
    }

    func write(_ occurrence: ServerOccurrence) {
        write(LogEvent(occurrence), repeating: LogEvent.repeatedKind(of: occurrence))
    }

    private func write(_ event: LogEvent, repeating kind: String) {
        guard let suppressed = limiter.withLock({ $0.admit(kind, at: clock.monotonic) }) else { return }
        log.write(suppressed > 0 ? event.with("suppressed", suppressed) : event)
    }
}
