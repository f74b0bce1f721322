private import CUV

extension EventLoop {
    /// Makes the loop run through another iteration; the wake-up handle must be open.
    func sendWakeUp() {
        // libuv allows this call from any thread while the handle is open. It fails only for other handles.
        _ = unsafe uv_async_send(wakeUp.memory(as: uv_async_t.self))
    }

    func runJobs() {
        let mustStop = jobs.withLock { queue in
            swap(&queue.waiting, &running)
            return !queue.isAccepting
        }
        for job in running { job() }
        running.removeAll(keepingCapacity: true)
        if mustStop { unsafe uv_stop(memory) }
    }

    func endIteration() {
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
