/// A piece of work for a loop.
typealias Job = @Sendable () -> Void

/// What other threads want from a loop.
struct JobQueue {
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
