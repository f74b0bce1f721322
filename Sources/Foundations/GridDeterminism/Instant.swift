/// A point on a monotonic clock, in nanoseconds since an origin that only the driver knows.
///
/// Core code never reads a clock: whoever drives it passes the current instant in. Instants of different
/// nodes are not comparable; for those there is ``WallTime``.
///
/// Inlinable, because timers compare instants all the time; `gridbench simulator` shows it.
@usableFromInline
package struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the driver's origin.
    @usableFromInline
    package let nanoseconds: UInt64

    @inlinable
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The origin of the clock.
    @inlinable
    package static var zero: Instant { Instant(nanoseconds: 0) }

    /// An instant that no run reaches.
    @inlinable
    package static var distantFuture: Instant { Instant(nanoseconds: .max) }

    @inlinable
    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant `duration` later; saturates at ``distantFuture``.
    ///
    /// - Precondition: `duration` is not negative.
    @inlinable
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflows) = instant.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return overflows ? .distantFuture : Instant(nanoseconds: sum)
    }

    /// How long after `earlier` this instant is; zero when it is not later.
    @inlinable
    package func elapsed(since earlier: Instant) -> Duration {
        guard self > earlier else { return .zero }
        return .nanoseconds(Int64(clamping: nanoseconds - earlier.nanoseconds))
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded down; saturates at the largest 64-bit integer.
    ///
    /// - Precondition: the duration is not negative.
    @inlinable
    package var wholeNanoseconds: UInt64 {
        precondition(self >= .zero, "a span of time is negative: \(self)")
        let word = UInt128(attoseconds)
        let (high, low) = (UInt64(truncatingIfNeeded: word >> 64), UInt64(truncatingIfNeeded: word))
        // Beyond 584 years nanoseconds do not fit. Below, the quotient fits and is one instruction.
        let attosecondsPerNanosecond: UInt64 = 1_000_000_000
        guard high < attosecondsPerNanosecond else { return .max }
        return attosecondsPerNanosecond.dividingFullWidth((high, low)).quotient
    }

    /// The duration in milliseconds, rounded down; saturates.
    ///
    /// - Precondition: the duration is not negative.
    @inlinable
    package var wholeMilliseconds: UInt64 { wholeNanoseconds / 1_000_000 }
}
