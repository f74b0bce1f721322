import GridDeterminism

/// How the departure of a node stands: it hands over first, and then says good-bye.
struct Departure: Sendable {
    /// How often the node looks whether everything is handed over.
    private static let interval = Duration.milliseconds(5)

    private let patienceEndsAt: Instant
    private var looksAt: Instant
    /// Whether the others have been told.
    var isAnnounced = false

    init(at now: Instant, patience: Duration) {
        patienceEndsAt = now + patience
        looksAt = now
    }

    /// When to look again, or `nil` when there is nothing left to do.
    var nextLookAt: Instant? { isAnnounced ? nil : looksAt }

    func isOverdue(at now: Instant) -> Bool { patienceEndsAt <= now }

    mutating func look(after now: Instant) {
        looksAt = min(now + Self.interval, patienceEndsAt)
    }
}
