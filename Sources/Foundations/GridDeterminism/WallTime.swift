/// A reading of a node's wall clock: milliseconds since 1970-01-01 00:00 UTC, in 48 bits.
///
/// Wall clocks of different nodes are comparable but not equal; they may also step backwards. 48 bits last
/// until the year 10889.
@usableFromInline
package struct WallTime: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch.
    @usableFromInline
    package let milliseconds: UInt64

    /// The largest representable reading.
    @inlinable
    package static var maximum: WallTime { WallTime(milliseconds: (1 << 48) - 1) }

    /// Makes a reading; values above 48 bits saturate at ``maximum``.
    @inlinable
    package init(milliseconds: UInt64) {
        self.milliseconds = min(milliseconds, (1 << 48) - 1)
    }

    @inlinable
    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The reading `duration` later, in whole milliseconds; saturates at ``maximum``.
    ///
    /// - Precondition: `duration` is not negative.
    @inlinable
    package static func + (time: WallTime, duration: Duration) -> WallTime {
        let (sum, overflows) = time.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return overflows ? .maximum : WallTime(milliseconds: sum)
    }

    /// How far `self` is after `earlier`; zero when it is not later.
    @inlinable
    package func elapsed(since earlier: WallTime) -> Duration {
        guard self > earlier else { return .zero }
        return .milliseconds(Int64(milliseconds - earlier.milliseconds))
    }
}
