internal import GridDeterminism

extension TestCluster {
    /// A clock that shows the cluster's virtual time, for code under test that takes a `Clock`.
    public var clock: VirtualClock { VirtualClock(cluster: self) }

    /// The virtual time of a cluster as a Swift `Clock`: whoever sleeps on it lets the time of the cluster pass.
    public struct VirtualClock: Clock {
        let cluster: TestCluster

        /// A moment of virtual time.
        public struct Instant: InstantProtocol, Sendable {
            /// The virtual time since the cluster was made.
            public let elapsed: Swift.Duration

            /// The moment `duration` later.
            public func advanced(by duration: Swift.Duration) -> Instant {
                Instant(elapsed: elapsed + duration)
            }

            /// How long after this moment `other` is.
            public func duration(to other: Instant) -> Swift.Duration { other.elapsed - elapsed }

            /// Whether one moment is before another one.
            public static func < (left: Instant, right: Instant) -> Bool { left.elapsed < right.elapsed }
        }

        /// The virtual time now.
        public var now: Instant { Instant(elapsed: cluster.elapsed) }

        /// Virtual time is counted in nanoseconds.
        public var minimumResolution: Swift.Duration { .nanoseconds(1) }

        /// Lets virtual time pass until `deadline`, without waiting.
        ///
        /// - Throws: `CancellationError` when the task was cancelled; no time has passed then.
        public func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
            try Task.checkCancellation()
            cluster.advance(to: deadline.elapsed)
        }
    }
}
