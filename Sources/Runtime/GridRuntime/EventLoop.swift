private import CGridSystem
internal import CUV
package import GridDeterminism
private import Synchronization

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

    /// What the loop is called in logs and debuggers.
    package let name: String

    private let jobs = Mutex(JobQueue())
    private let lifecycle = Mutex(Lifecycle.idle)
    /// The identity of the thread that may use the loop, or 0.
    private let owner = Atomic<UInt>(0)

    private let memory: UnsafeMutablePointer<uv_loop_t>
    private let wakeUp = OwnedHandle<EventLoop>(UV_ASYNC)

    // Confined to the loop's thread from here on.
    private let beforeWaiting = OwnedHandle<EventLoop>(UV_PREPARE)
    private let afterWaiting = OwnedHandle<EventLoop>(UV_CHECK)
    private var running: [Job] = []
    private var hooks: [() -> Void] = []
    private var cachedNow: Instant?
    private let clock = SystemClock()
    private(set) var isStopping = false
    /// The streams with something to do at the end of the iteration, and those whose turn it is.
    private var dueStreams: [TCPStream] = []
    private var flushingStreams: [TCPStream] = []
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

// MARK: - Lifecycle

/// A piece of work for a loop.
private typealias Job = @Sendable () -> Void

/// What other threads want from a loop.
private struct JobQueue {
    var waiting: [Job] = []
    /// Whether jobs are still taken; false from `stop()` on.
    var isAccepting = true
    /// Whether the wake-up handle may be used.
    var isOpen = false

    mutating func takeWaiting() -> [Job] {
        defer { waiting = [] }
        return waiting
    }
}

private enum Lifecycle {
    case idle
    case running(uv_thread_t)
    case stopped
}

extension EventLoop {
    /// Opens the loop and its own handles, on the thread that starts it.
    private func open() throws(SocketError) {
        let status = unsafe uv_loop_init(memory)
        if let code = SystemErrorCode(returned: status) { throw SocketError(code) }
        let wakeUpStatus = unsafe uv_async_init(memory, wakeUp.memory(as: uv_async_t.self)) { handle in
            unsafe OwnedHandle<EventLoop>.owner(of: handle)?.runJobs()
        }
        if let code = SystemErrorCode(returned: wakeUpStatus) {
            _ = unsafe uv_loop_close(memory)
            throw SocketError(code)
        }
        wakeUp.open(for: self)
        // Neither of the two can fail.
        _ = unsafe uv_prepare_init(memory, beforeWaiting.memory(as: uv_prepare_t.self))
        _ = unsafe uv_prepare_start(beforeWaiting.memory(as: uv_prepare_t.self)) { handle in
            unsafe OwnedHandle<EventLoop>.owner(of: handle)?.endIteration()
        }
        beforeWaiting.open(for: self)
        _ = unsafe uv_check_init(memory, afterWaiting.memory(as: uv_check_t.self))
        _ = unsafe uv_check_start(afterWaiting.memory(as: uv_check_t.self)) { handle in
            unsafe OwnedHandle<EventLoop>.owner(of: handle)?.endIteration()
        }
        afterWaiting.open(for: self)
        jobs.withLock { queue in
            queue.isOpen = true
            // For jobs, or an order to stop, that came before.
            sendWakeUp()
        }
    }

    private func makeThread() throws(SocketError) -> uv_thread_t {
        var thread = uv_thread_t()
        let context = unsafe Unmanaged.passRetained(self)
        let status = unsafe uv_thread_create(
            &thread,
            { context in
                guard let context = unsafe context else { return }
                // Takes over the reference that was retained for the new thread.
                unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
            }, context.toOpaque())
        guard let code = SystemErrorCode(returned: status) else { return thread }
        unsafe context.release()
        owner.store(cgrid_thread_identity(), ordering: .relaxed)
        close()
        throw SocketError(code)
    }

    /// The thread: serves until `stop()`, then closes what is left.
    private func run() {
        // The name is lent as a C string for the call.
        unsafe cgrid_thread_set_name(name)
        cgrid_thread_block_broken_pipe_signal()
        owner.store(cgrid_thread_identity(), ordering: .relaxed)
        _ = unsafe uv_run(memory, UV_RUN_DEFAULT)
        close()
    }

    /// Closes every handle and the loop, and gives the ownership up.
    private func close() {
        // A callback of a closing object cannot open another one, so the second round finds nothing; the bound
        // turns a mistake into a message instead of an endless loop.
        for _ in 0..<100 {
            closeHandles()
            _ = unsafe uv_run(memory, UV_RUN_DEFAULT)
            if unsafe uv_loop_close(memory) == 0 {
                hooks = []
                owner.store(0, ordering: .relaxed)
                return
            }
        }
        preconditionFailure("loop \(name) does not come to an end")
    }

    private func closeHandles() {
        isStopping = true
        jobs.withLock { queue in queue.isOpen = false }
        // Some of these have no handle any more.
        swap(&dueStreams, &flushingStreams)
        for stream in flushingStreams { stream.loopStops() }
        flushingStreams = []
        unsafe uv_walk(
            memory,
            { handle, _ in
                guard let handle = unsafe handle, unsafe uv_is_closing(handle) == 0 else { return }
                unsafe LoopHandle.object(behind: handle.pointee.data)?.loopStops()
            }, nil)
    }
}

extension EventLoop: LoopHandleOwner {
    func loopStops() {
        wakeUp.close()
        beforeWaiting.close()
        afterWaiting.close()
    }
}

// MARK: - Iterations

extension EventLoop {
    /// Makes the loop run through another iteration; the wake-up handle must be open.
    private func sendWakeUp() {
        // libuv allows this call from any thread while the handle is open. It fails only for other handles.
        _ = unsafe uv_async_send(wakeUp.memory(as: uv_async_t.self))
    }

    private func runJobs() {
        let mustStop = jobs.withLock { queue in
            swap(&queue.waiting, &running)
            return !queue.isAccepting
        }
        for job in running { job() }
        running.removeAll(keepingCapacity: true)
        if mustStop { unsafe uv_stop(memory) }
    }

    private func endIteration() {
        for hook in hooks { hook() }
        swap(&dueStreams, &flushingStreams)
        for stream in flushingStreams { stream.endIteration() }
        flushingStreams.removeAll(keepingCapacity: true)
        // Callbacks that just ran may have written again. The loop would wait before it came back to them.
        if !dueStreams.isEmpty, !isStopping { sendWakeUp() }
        // The wait may come next, and it takes time.
        readClockAgain()
    }
}
