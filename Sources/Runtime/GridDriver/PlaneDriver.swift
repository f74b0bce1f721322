import GridLink
package import GridNode
package import GridReplication
package import GridRuntime

/// One data plane on its loop, as the code of that loop uses it.
///
/// Confined to the thread of its loop.
package final class PlaneDriver: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, as the
    // machine's driver checks.

    /// The loop that serves the plane.
    package let loop: EventLoop
    private var driver: MachineDriver<DataPlane>?
    private var waiting: [OperationID: (CacheAnswer) -> Void] = [:]

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Begins on the loop's thread.
    func start(
        _ plane: consuming DataPlane, connectTimeout: Duration, onReport: @escaping (LinkReport) -> Void,
        onWoken: @escaping ([Outbox]) -> Void
    ) {
        driver = MachineDriver(
            plane, on: loop, connectTimeout: connectTimeout, onReport: onReport
        ) { [weak self] effects in
            if !effects.wokenOutboxes.isEmpty { onWoken(effects.wokenOutboxes) }
            for completed in effects.completed { self?.complete(completed) }
        }
    }

    var machine: MachineDriver<DataPlane>? { driver }

    /// Carries a request out, and calls `completion` on this thread: at once when this node can answer by itself.
    package func perform(_ request: CacheRequest, _ completion: @escaping (CacheAnswer) -> Void) {
        guard let driver else { return completion(.failed(.shuttingDown)) }
        let begun = driver.run { plane, now, effects in
            let begun = plane.begin(request, at: now, into: &effects)
            // Before the effects are performed, which may complete the operation already.
            if case .pending(let operation) = begun { waiting[operation] = completion }
            return begun
        }
        if case .answered(let answer) = begun { completion(answer) }
    }

    /// What the plane has done so far.
    package var statistics: DataPlaneStatistics { driver?.inspect { $0.statistics } ?? DataPlaneStatistics() }

    /// Fails what is under way, and ends.
    func close() {
        driver?.close()
        driver = nil
        let unanswered = waiting
        waiting.removeAll()
        for completion in unanswered.values { completion(.failed(.shuttingDown)) }
    }

    private func complete(_ completed: CompletedOperation) {
        waiting.removeValue(forKey: completed.operation)?(completed.answer)
    }
}
