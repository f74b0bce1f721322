/// What the driver's clocks said at one event: the monotonic clock for waiting, the wall clock for stamping.
package struct Moment: Hashable, Sendable {
    package let instant: Instant
    package let wall: WallTime

    package init(instant: Instant, wall: WallTime) {
        self.instant = instant
        self.wall = wall
    }
}
