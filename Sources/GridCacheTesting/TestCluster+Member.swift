public import GridCache
internal import GridDeterminism
internal import GridSimulator

extension TestCluster {
    /// A member of a test cluster over all its processes: what it is, and what can happen to it.
    public struct Member: Sendable {
        let cluster: TestCluster
        /// The position of the member in the cluster, from 0.
        public let index: Int

        /// What the process of a member does.
        public enum State: Hashable, Sendable {
            /// It runs.
            case running
            /// It stands still, and goes on by itself.
            case paused
            /// It crashed, left, or was shut down.
            case down
        }

        /// The member's name: a, b, c and so on.
        public var name: String { Scenario.memberName(index) }

        /// The cache in the member's process, for the code under test.
        ///
        /// A restart is a new process with a new cache, so ask again afterwards. The cache of a process that has
        /// ended throws `GridCacheError.shutDown`. A call to the cache of a member that stands still waits until the member
        /// goes on, in virtual time.
        public var cache: GridCache { cluster.cache(of: index) }

        /// What the member's process does now.
        public var state: State {
            cluster.world.use { world in
                guard world.process(of: index) != nil else { return .down }
                return world.pauseEnd(of: index) == nil ? .running : .paused
            }
        }

        // MARK: Faults

        /// Ends the member's process at once; what it held in memory is lost.
        ///
        /// The seed decides whether its system tells the others, or the whole machine falls silent.
        ///
        /// - Precondition: the member's process has not ended.
        public func crash() {
            requireProcess("crash")
            cluster.world.use { $0.undergo(.crash([index])) }
        }

        /// Starts a new process of the member, with an empty memory; it joins as time passes.
        ///
        /// - Precondition: the member's process has ended.
        public func restart() {
            precondition(
                state == .down,
                "member \(index) (\(name)) runs; let it crash or leave before it is restarted")
            cluster.world.use { $0.undergo(.restart([index])) }
        }

        /// Lets the member's process stand still, as while its machine is overloaded.
        ///
        /// It misses everything, catches up afterwards, and may find itself declared dead.
        ///
        /// - Precondition: the member's process has not ended, and `duration` is not negative.
        public func pause(for duration: Duration) {
            requireProcess("be paused")
            precondition(duration >= .zero, "a pause of \(duration)")
            cluster.world.use { $0.undergo(.pause([index], duration)) }
        }

        /// Has the member leave in good order: it hands over what it owns, tells the others, and ends.
        ///
        /// It returns when that is done; virtual time passes. The member's own `shutdown()` does the same.
        ///
        /// - Precondition: the member's process has not ended.
        public func leave() {
            requireProcess("leave")
            cluster.world.use { world in
                guard let process = world.process(of: index) else { return }
                world.leave(life: process.life, of: index, within: .seconds(5))
            }
        }

        /// Sets the member's wall clock forward or, by a negative `duration`, back, in whole milliseconds.
        ///
        /// Expiry follows the wall clock. A member whose clock is further ahead than the others accept is refused.
        public func stepClock(by duration: Duration) {
            let (seconds, attoseconds) = duration.components
            precondition(abs(seconds) < 1 << 40, "a step of the clock by \(duration)")
            let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
            cluster.world.use { $0.undergo(.clockStep([index], milliseconds: milliseconds)) }
        }

        private func requireProcess(_ deed: String) {
            precondition(
                state != .down,
                "member \(index) (\(name)) cannot \(deed): its process has ended; restart it first")
        }
    }
}
