import GridDeterminism

/// The way from one member to another.
struct Way {
    /// Whether what is sent does not arrive.
    var isBlocked = false
    /// Until when what is sent is held back.
    var cloggedUntil = Instant.zero
    /// When the line has sent everything that it was given.
    private var freeAt = Instant.zero
    /// How many connections were made.
    var connectionCount: UInt64 = 0

    /// Puts the bytes of one segment on the line; returns when the last of them has left.
    mutating func transmit(byteCount: Int, at now: Instant, _ conditions: NetworkConditions) -> Instant {
        guard let rate = conditions.bytesPerSecond else { return now }
        freeAt = max(freeAt, now) + .nanoseconds(byteCount * 1_000_000_000 / rate)
        return freeAt
    }
}
