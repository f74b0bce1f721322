private import CGridSystem
internal import CUV
private import Synchronization

extension EventLoop {
    /// Opens the loop and its own handles, on the thread that starts it.
    func open() throws(SocketError) {
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

    func makeThread() throws(SocketError) -> uv_thread_t {
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
