private import CGridSystem
internal import CUV
package import GridDeterminism
internal import Synchronization

/// One thread that serves sockets and timers, and runs the jobs of other threads.
///
/// Everything that belongs to a loop (streams, timers, listeners, signal watchers) is confined to its thread: it is
/// made, used and called back there only. Other threads reach the loop through ``submit(_:)``.
///
///     ┌─► timers fire ─► iteration end ─► wait ─► sockets and jobs ─► iteration end ─┐
///     └──────────────────────────────────────────────────────────────────────────────┘
///
/// Output that is written during callbacks is gathered, and at each iteration end every stream makes one call to
/// the operating system for all of it.
///
/// The thread blocks SIGPIPE, because libuv writes with `write(2)`: a broken connection is an error value here and
/// never ends the process. The signal's disposition, which belongs to the program, is not touched.
///
/// A loop runs once: `start()`, then `stop()`. A started loop must be stopped, or it lives for ever.
@safe package final class EventLoop: @unchecked Sendable {
    // Proof of `@unchecked Sendable`: `jobs`, `lifecycle` and `owner` are synchronised; `wakeUp` is written before
    // the thread exists, and `uv_async_send` on it is called under the lock of `jobs`, which the thread also takes
    // to forbid it before closing the handle. All else is confined to the thread, as `assertCurrent` checks.

    private enum Lifecycle {
        case idle
        case running(uv_thread_t)
        case stopped
    }

    /// What the loop is called in logs and debuggers.
    package let name: String

    let jobs = Guarded(JobQueue())
    private let lifecycle = Guarded(Lifecycle.idle)
    /// The identity of the thread that may use the loop, or 0.
    let owner = Atomic<UInt>(0)

    let memory: UnsafeMutablePointer<uv_loop_t>
    let wakeUp = OwnedHandle<EventLoop>(UV_ASYNC)

    // Confined to the loop's thread from here on.
    let beforeWaiting = OwnedHandle<EventLoop>(UV_PREPARE)
    let afterWaiting = OwnedHandle<EventLoop>(UV_CHECK)
    var running: [Job] = []
    var hooks: [() -> Void] = []
    private var cachedNow: Instant?
    private let clock = SystemClock()
    var isStopping = false
    /// The streams with something to do at the end of the iteration, and those whose turn it is.
    var dueStreams: [TCPStream] = []
    var flushingStreams: [TCPStream] = []
    /// Where all streams of the loop receive: one buffer, lent to `onRead` during the call.
    let readBuffer: UnsafeMutableRawBufferPointer
    /// Output buffers that wait for their next use.
    var outputBuffers = OutputBufferPool()

    /// The size of the buffer that all streams of a loop receive into.
    package static let readBufferByteCount = 64 * 1024

    package init(name: String) {
        self.name = name
        unsafe memory = .allocate(capacity: 1)
        unsafe readBuffer = .allocate(byteCount: Self.readBufferByteCount, alignment: 64)
    }

    deinit {
        // A started loop holds itself until it has ended, so libuv no longer knows of this memory.
        unsafe memory.deallocate()
        unsafe readBuffer.deallocate()
    }

    /// The loop as libuv's functions take it; only for objects that are confined to the loop.
    var pointer: UnsafeMutablePointer<uv_loop_t> {
        assertCurrent()
        return unsafe memory
    }

    // MARK: Any thread

    /// Whether the calling thread is the loop's.
    package var isCurrent: Bool { owner.load(ordering: .relaxed) == cgrid_thread_identity() }

    /// Runs `job` on the loop's thread, after all jobs that were submitted before.
    ///
    /// A job that was accepted runs, even when the loop is stopped right after; jobs accepted before the loop is
    /// started run first thing.
    ///
    /// - Returns: `false`, without having kept the job, when the loop was told to stop.
    @discardableResult
    package func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        jobs.withLock { queue in
            guard queue.isAccepting else { return false }
            queue.waiting.append(job)
            // While jobs wait, the loop has been woken already.
            if queue.waiting.count == 1, queue.isOpen { sendWakeUp() }
            return true
        }
    }

    /// Starts the thread.
    ///
    /// - Precondition: the loop has not been started or stopped before.
    /// - Throws: ``SocketError`` when descriptors or threads are used up; the loop can be stopped then.
    package func start() throws(SocketError) {
        let failure = lifecycle.withLock { phase -> SocketError? in
            guard case .idle = phase else { preconditionFailure("loop \(name) starts only once") }
            do throws(SocketError) {
                try open()
                phase = .running(try makeThread())
                return nil
            } catch {
                phase = .stopped
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Closes everything the loop serves, and returns when its thread has ended.
    ///
    /// Jobs that were accepted run before. Streams that are still open report ``SocketError/loopStopped``; timers,
    /// listeners and signal watchers go silently. Repeated calls do nothing. A name that is just being looked up
    /// delays the end until the resolver answers.
    ///
    /// - Precondition: the caller is not the loop's own thread.
    package func stop() {
        precondition(!isCurrent, "loop \(name) cannot wait for its own end")
        let unrun = jobs.withLock { queue in
            queue.isAccepting = false
            if queue.isOpen { sendWakeUp() }
            return queue.isOpen ? [] : queue.takeWaiting()
        }
        _ = consume unrun
        lifecycle.withLock { phase in
            if case .running(var thread) = phase { unsafe uv_thread_join(&thread) }
            phase = .stopped
        }
    }

    // MARK: The loop's thread

    /// The monotonic clock, read at most once between two iteration ends.
    package var now: Instant {
        assertCurrent()
        if let cachedNow { return cachedNow }
        let now = clock.monotonic
        cachedNow = now
        return now
    }

    /// Has ``now`` read the clock at its next use.
    func readClockAgain() {
        cachedNow = nil
    }

    /// Runs `hook` at every iteration end from now on, before gathered output is written.
    ///
    /// This is the place to work on what was received from many connections together. A hook may run with nothing
    /// to do; it must not wait.
    package func onIterationEnd(_ hook: @escaping () -> Void) {
        assertCurrent()
        hooks.append(hook)
    }

    /// Stops the process, in debug builds, when the calling thread is not the loop's.
    func assertCurrent() {
        assert(isCurrent, "used outside the thread of loop \(name)")
    }

    /// Has `stream` called at the end of this iteration.
    func flushAtIterationEnd(_ stream: TCPStream) {
        dueStreams.append(stream)
    }
}
