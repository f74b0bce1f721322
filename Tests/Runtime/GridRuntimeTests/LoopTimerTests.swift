import GridDeterminism
import GridRuntime
import Testing

@Suite("Loop timer", .timeLimit(.minutes(1)))
struct LoopTimerTests {
    @Test("Timers fire in the order of their deadlines, and none before its deadline")
    func order() async throws {
        let loop = EventLoop(name: "timers")
        try loop.start()
        let clock = SystemClock()
        let delays = [7, 3, 12, 1, 5]
        let fired = Record<Int>()
        let earliness = Record<Duration>()
        let done = Outcome<Void>()

        loop.submit {
            // A loop that never waits sees each deadline as early as it can.
            loop.spin()
            // A fraction of a millisecond is added, so that rounding down would be noticed.
            let start = loop.now
            for delay in delays {
                let deadline = start + .milliseconds(delay) + .microseconds(300)
                let timer = LoopTimer(on: loop)
                timer.onFire = {
                    earliness.append(deadline.elapsed(since: clock.monotonic))
                    fired.append(delay)
                    if delay == 12 { done.deliver() }
                    timer.close()
                }
                timer.arm(at: deadline)
            }
        }
        try await done.value
        loop.stop()

        #expect(fired.all == [1, 3, 5, 7, 12])
        #expect(earliness.all == Array(repeating: .zero, count: 5))
    }

    @Test("A deadline that has passed fires soon")
    func pastDeadline() async throws {
        let loop = EventLoop(name: "past")
        try loop.start()
        let fired = Outcome<Void>()
        loop.submit {
            let timer = LoopTimer(on: loop)
            timer.onFire = { fired.deliver() }
            timer.arm(at: .zero)
        }

        try await fired.value
        loop.stop()
    }

    @Test("A timer that always arms itself in the past does not keep the loop from its other work")
    func restlessTimer() async throws {
        let loop = EventLoop(name: "restless")
        try loop.start()
        let fired = Outcome<Void>()
        let worked = Outcome<Void>()
        loop.submit {
            let timer = LoopTimer(on: loop)
            timer.onFire = {
                timer.arm(at: .zero)
                fired.deliver()
            }
            timer.arm(at: .zero)
        }
        try await fired.value
        loop.submit { worked.deliver() }

        try await worked.value
        loop.stop()
    }

    @Test("A timer that is armed again fires once, at the new deadline")
    func rearm() async throws {
        let loop = EventLoop(name: "rearm")
        try loop.start()
        let fired = Record<Int>()
        let done = Outcome<Void>()
        loop.submit {
            let start = loop.now
            let moved = LoopTimer(on: loop)
            moved.onFire = { fired.append(1) }
            moved.arm(at: start + .milliseconds(1))
            moved.arm(at: start + .milliseconds(3))
            let last = LoopTimer(on: loop)
            last.onFire = { done.deliver() }
            last.arm(at: start + .milliseconds(10))
        }

        try await done.value
        loop.stop()

        #expect(fired.all == [1])
    }

    @Test("A timer that was disarmed or closed does not fire")
    func disarm() async throws {
        let loop = EventLoop(name: "disarm")
        try loop.start()
        let fired = Record<Int>()
        let done = Outcome<Void>()
        loop.submit {
            let start = loop.now
            let disarmed = LoopTimer(on: loop)
            disarmed.onFire = { fired.append(1) }
            disarmed.arm(at: start + .milliseconds(1))
            disarmed.disarm()
            let closed = LoopTimer(on: loop)
            closed.onFire = { fired.append(1) }
            closed.arm(at: start + .milliseconds(1))
            closed.close()
            closed.arm(at: start + .milliseconds(1))
            let last = LoopTimer(on: loop)
            last.onFire = { done.deliver() }
            last.arm(at: start + .milliseconds(5))
        }

        try await done.value
        loop.stop()

        #expect(fired.all.isEmpty)
    }

    @Test("A deadline in the distant future neither fires nor delays the stop")
    func distantFuture() async throws {
        let loop = EventLoop(name: "future")
        try loop.start()
        let armed = Outcome<Void>()
        loop.submit {
            let timer = LoopTimer(on: loop)
            timer.onFire = { Issue.record("the distant future has come") }
            timer.arm(at: .distantFuture)
            armed.deliver()
        }
        try await armed.value

        loop.stop()
    }
}
