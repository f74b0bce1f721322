import GridDeterminism
import Testing

@Suite("Instants and wall times")
struct TimeTests {
    @Test("An instant moves forward by a duration and saturates")
    func addition() {
        let instant = Instant(nanoseconds: 5)

        #expect(instant + .seconds(2) == Instant(nanoseconds: 2_000_000_005))
        #expect(instant + .zero == instant)
        #expect(Instant(nanoseconds: .max - 1) + .nanoseconds(1) == .distantFuture)
        #expect(Instant(nanoseconds: .max - 1) + .nanoseconds(2) == .distantFuture)
        #expect(instant + .seconds(Int64.max) == .distantFuture)
    }

    @Test("Elapsed time is never negative")
    func elapsed() {
        let early = Instant(nanoseconds: 100)
        let late = Instant(nanoseconds: 350)

        #expect(late.elapsed(since: early) == .nanoseconds(250))
        #expect(early.elapsed(since: late) == .zero)
        #expect(early.elapsed(since: early) == .zero)
        #expect(Instant.distantFuture.elapsed(since: .zero) == .nanoseconds(Int64.max))
    }

    @Test("A duration in whole units is rounded down and saturates")
    func wholeUnits() {
        #expect(Duration.milliseconds(1_999).wholeNanoseconds == 1_999_000_000)
        #expect(Duration.nanoseconds(1_999_999).wholeMilliseconds == 1)
        #expect(Duration(secondsComponent: 0, attosecondsComponent: 999_999_999).wholeNanoseconds == 0)
        #expect(Duration.seconds(18_446_744_073).wholeNanoseconds == 18_446_744_073_000_000_000)
        #expect(Duration.seconds(18_446_744_074).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(1e19 as Double).wholeNanoseconds == .max)
    }

    @Test("A negative duration is a programmer error")
    func negativeDuration() async {
        await #expect(processExitsWith: .failure) { _ = Instant.zero + .seconds(-1) }
        await #expect(processExitsWith: .failure) { _ = Duration.nanoseconds(-1).wholeNanoseconds }
    }

    @Test("A wall time keeps 48 bits and saturates")
    func wallTimeSaturation() {
        let last: UInt64 = 281_474_976_710_655

        #expect(WallTime(milliseconds: .max).milliseconds == last)
        #expect(WallTime.maximum.milliseconds == last)
        #expect((WallTime(milliseconds: last - 1) + .milliseconds(5)).milliseconds == last)
        #expect((WallTime(milliseconds: 1) + .seconds(Int64.max)).milliseconds == 18_446_744_073_710)
        #expect(WallTime(milliseconds: 10) + .microseconds(1_999) == WallTime(milliseconds: 11))
    }

    @Test("Wall times subtract to durations that are never negative")
    func wallTimeElapsed() {
        let early = WallTime(milliseconds: 1_000)
        let late = WallTime(milliseconds: 4_500)

        #expect(late.elapsed(since: early) == .milliseconds(3_500))
        #expect(early.elapsed(since: late) == .zero)
        #expect(early < late)
    }
}
