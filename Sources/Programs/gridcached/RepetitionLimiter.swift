import GridDeterminism

/// Decides which of many equal events are worth a line of the log.
///
/// The first is, at once. Those that follow within ``interval`` are counted; the first after it is worth a line again,
/// and is told the count. Strangers choose what events they cause, so the number of kinds that are told apart is
/// limited: the others share one line.
struct RepetitionLimiter {
    /// How long equal events are only counted after a line about one.
    static let interval = Duration.seconds(30)
    /// How many kinds of events are told apart.
    static let maximumKindCount = 256

    private struct Record {
        var writtenAt: Instant
        var suppressedCount = 0
    }

    private var records: [String: Record] = [:]
    /// About all kinds for which there was no room.
    private var others: Record?

    /// Takes note of an event; returns how many equal ones were suppressed before it, or `nil` to suppress it, too.
    mutating func admit(_ kind: String, at now: Instant) -> Int? {
        if records[kind] != nil || makeRoom(at: now) { return Self.admit(&records[kind], at: now) }
        return Self.admit(&others, at: now)
    }

    private static func admit(_ record: inout Record?, at now: Instant) -> Int? {
        if let known = record, now < known.writtenAt + interval {
            record?.suppressedCount += 1
            return nil
        }
        defer { record = Record(writtenAt: now) }
        return record?.suppressedCount ?? 0
    }

    /// Forgets kinds that were not seen for a while, if there is no room for another; returns whether there is some.
    private mutating func makeRoom(at now: Instant) -> Bool {
        if records.count < Self.maximumKindCount { return true }
        records = records.filter { now < $0.value.writtenAt + Self.interval }
        return records.count < Self.maximumKindCount
    }
}
