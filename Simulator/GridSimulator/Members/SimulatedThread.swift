import GridDeterminism

/// A thread of a slow process: what it is at, and what waits for it.
struct SimulatedThread {
    /// When the thread has done what it is at.
    var freeAt = Instant.zero
    /// What happened meanwhile, in order.
    var waiting: ArraySlice<WorldEvent> = []
}
