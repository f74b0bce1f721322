/// What the driver's clocks said at one event: the monotonic clock for waiting, the wall clock for stamping.
@usableFromInline
package struct Moment: Hashable, Sendable {
    @usableFromInline
    package let instant: Instant
    @usableFromInline
    package let wall: WallTime

    @inlinable
    package init(instant: Instant, wall: WallTime) {
        self.instant = instant
        self.wall = wall
    }
}
