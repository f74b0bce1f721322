private import CUV
package import GridDeterminism

/// One deadline that can be set, moved and cleared as often as needed.
///
/// libuv counts whole milliseconds, so a deadline between two of them is rounded up: the timer fires at the deadline
/// or up to one millisecond after it (later when the loop is busy), and never before it.
///
/// Confined to the thread of its loop. A timer lives until ``close()`` or until its loop is stopped.
@safe package final class LoopTimer: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as
    // `assertCurrent` checks.

    /// Called when the deadline is reached; the timer is then disarmed and may be armed again.
    package var onFire: (() -> Void)?

    /// Called when the loop stops while the timer is open.
    var onLoopStop: (() -> Void)?

    private let loop: EventLoop
    private let handle = OwnedHandle<LoopTimer>(UV_TIMER)
    private var isClosed = false

    private var timer: UnsafeMutablePointer<uv_timer_t> { unsafe handle.memory(as: uv_timer_t.self) }

    /// Makes a timer that is not armed; on a loop that is stopping it never fires.
    package init(on loop: EventLoop) {
        self.loop = loop
        guard !loop.isStopping else {
            isClosed = true
            return
        }
        // Initialising a timer cannot fail.
        _ = unsafe uv_timer_init(loop.pointer, timer)
        handle.open(for: self)
    }

    /// Sets the deadline in place of any earlier one; one that has passed fires within about a millisecond.
    package func arm(at deadline: Instant) {
        loop.assertCurrent()
        guard !isClosed else { return }
        // libuv adds the delay to its own idea of the time, which is the same clock in whole milliseconds. Taking
        // the difference to exactly that idea makes the deadline absolute.
        let dueMilliseconds =
            deadline.nanoseconds / 1_000_000 + (deadline.nanoseconds % 1_000_000 > 0 ? 1 : 0)
        let loopMilliseconds = unsafe uv_now(loop.pointer)
        // Without a delay, libuv 1.44 calls a timer that arms itself over and over, and nothing else ever again.
        let delay = dueMilliseconds > loopMilliseconds ? dueMilliseconds - loopMilliseconds : 1
        // Fails only for a closing handle or without a callback.
        _ = unsafe uv_timer_start(
            timer,
            { handle in
                guard let timer = unsafe OwnedHandle<LoopTimer>.owner(of: handle) else { return }
                // Whoever is called asks the loop what time it is, and must not hear one before the deadline.
                timer.loop.readClockAgain()
                timer.onFire?()
            }, delay, 0)
    }

    /// Clears the deadline, if there is one.
    package func disarm() {
        loop.assertCurrent()
        guard !isClosed else { return }
        _ = unsafe uv_timer_stop(timer)
    }

    /// Ends the timer; ``onFire`` is released and never called again.
    package func close() {
        loop.assertCurrent()
        isClosed = true
        onFire = nil
        onLoopStop = nil
        handle.close()
    }
}

extension LoopTimer: LoopHandleOwner {
    func loopStops() {
        let notify = onLoopStop
        close()
        notify?()
    }
}
