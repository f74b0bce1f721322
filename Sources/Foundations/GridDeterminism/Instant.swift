/// A point on a monotonic clock, in nanoseconds since an origin that only the driver knows.
///
/// Core code never reads a clock: whoever drives it passes the current instant in. Instants of different
/// nodes are not comparable; for those there is ``WallTime``.
package struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the driver's origin.
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The origin of the clock.
    package static let zero = Instant(nanoseconds: 0)

    /// An instant that no run reaches.
    package static let distantFuture = Instant(nanoseconds: .max)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant `duration` later; saturates at ``distantFuture``.
    ///
    /// - Precondition: `duration` is not negative.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflows) = instant.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return overflows ? .distantFuture : Instant(nanoseconds: sum)
    }

    /// How long after `earlier` this instant is; zero when it is not later.
    package func elapsed(since earlier: Instant) -> Duration {
        guard self > earlier else { return .zero }
        return .nanoseconds(Int64(clamping: nanoseconds - earlier.nanoseconds))
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded down; saturates at the largest 64-bit integer.
    ///
    /// - Precondition: the duration is not negative.
    package var wholeNanoseconds: UInt64 {
        // Beyond 584 years nanoseconds do not fit, and at last not even the components.
        guard self < .seconds(18_446_744_074) else { return .max }
        let (seconds, attoseconds) = components
        precondition(seconds >= 0 && attoseconds >= 0, "a span of time is negative: \(self)")
        let (product, overflows) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflows else { return .max }
        let (sum, sumOverflows) = product.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return sumOverflows ? .max : sum
    }

    /// The duration in milliseconds, rounded down; saturates.
    ///
    /// - Precondition: the duration is not negative.
    package var wholeMilliseconds: UInt64 { wholeNanoseconds / 1_000_000 }
}
