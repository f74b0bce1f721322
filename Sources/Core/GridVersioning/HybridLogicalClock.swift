package import GridDeterminism
private import Synchronization

/// Gives stamps that respect both causality and, within a bound, real time.
///
/// The clock is one atomic word, so any thread may stamp without a lock. A stamp is later than every stamp given
/// or observed before on this node. When the wall clock stands still or steps back, the counter goes on; when the
/// counter is full, the stamp borrows the next millisecond.
///
/// Source: Kulkarni et al., "Logical Physical Clocks" (OPODIS 2014).
package final class HybridLogicalClock: Sendable {
    private let latestPacked: Atomic<UInt64>

    /// How far ahead of the local wall clock another node's stamp may be before it is refused.
    package let maximumOffset: Duration

    /// Makes a clock that starts behind every wall clock.
    ///
    /// - Precondition: `maximumOffset` is not negative.
    package init(maximumOffset: Duration) {
        precondition(maximumOffset >= .zero, "a clock offset is not negative: \(maximumOffset)")
        self.maximumOffset = maximumOffset
        latestPacked = Atomic(0)
    }

    /// The last stamp that was given or observed.
    package var latest: HybridTimestamp {
        HybridTimestamp(packed: latestPacked.load(ordering: .acquiring))
    }

    /// Gives the next stamp, for an event on this node at wall-clock reading `wall`.
    package func stamp(at wall: WallTime) -> HybridTimestamp {
        let floor = HybridTimestamp(wall: wall, counter: 0).packed
        var latest = latestPacked.load(ordering: .relaxed)
        while true {
            // Adding one to the packed word overflows the counter into the milliseconds by itself.
            let next = max(floor, latest + 1)
            let (exchanged, original) = latestPacked.weakCompareExchange(
                expected: latest, desired: next, ordering: .acquiringAndReleasing)
            if exchanged { return HybridTimestamp(packed: next) }
            latest = original
        }
    }

    /// Learns of a stamp that another node gave, so that every later local stamp is greater.
    ///
    /// - Throws: ``ClockError/tooFarAhead(stamp:wall:maximumOffset:)`` when the stamp is more than
    ///   ``maximumOffset`` ahead of `wall`. The clock is unchanged then.
    package func observe(_ stamp: HybridTimestamp, at wall: WallTime) throws(ClockError) {
        guard stamp.wall <= wall + maximumOffset else {
            throw .tooFarAhead(stamp: stamp, wall: wall, maximumOffset: maximumOffset)
        }
        if PlantedDefect.skippedClockMerge.isPlanted { return }
        latestPacked.max(stamp.packed, ordering: .acquiringAndReleasing)
    }

    /// How far the clock runs ahead of the wall clock reading `wall`: the sum of what peers' clocks and backward
    /// steps of the own clock have added.
    package func lead(over wall: WallTime) -> Duration { latest.wall.elapsed(since: wall) }
}

/// Why a stamp was not believed.
package enum ClockError: Error, Hashable, Sendable {
    /// The stamp is further ahead of the local wall clock than the bound. The clock is unchanged; one of the two
    /// nodes' wall clocks is wrong.
    case tooFarAhead(stamp: HybridTimestamp, wall: WallTime, maximumOffset: Duration)
}
