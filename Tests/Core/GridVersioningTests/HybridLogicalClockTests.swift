import GridDeterminism
import GridVersioning
import Testing

@Suite("Hybrid logical clock")
struct HybridLogicalClockTests {
    static func wall(_ milliseconds: UInt64) -> WallTime { WallTime(milliseconds: milliseconds) }
    static func stamp(_ milliseconds: UInt64, _ counter: UInt16) -> HybridTimestamp {
        HybridTimestamp(wall: wall(milliseconds), counter: counter)
    }

    @Test("A stamp takes the wall clock when it is ahead, and counts when it stands still")
    func following() {
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))

        #expect(clock.stamp(at: Self.wall(1_000)) == Self.stamp(1_000, 0))
        #expect(clock.stamp(at: Self.wall(1_000)) == Self.stamp(1_000, 1))
        #expect(clock.stamp(at: Self.wall(1_007)) == Self.stamp(1_007, 0))
        #expect(clock.latest == Self.stamp(1_007, 0))
    }

    @Test("A wall clock that steps back does not take stamps back")
    func backwardStep() {
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))
        _ = clock.stamp(at: Self.wall(9_000))

        #expect(clock.stamp(at: Self.wall(1_000)) == Self.stamp(9_000, 1))
        #expect(clock.stamp(at: Self.wall(0)) == Self.stamp(9_000, 2))
        #expect(clock.lead(over: Self.wall(1_000)) == .seconds(8))
        #expect(clock.lead(over: Self.wall(9_001)) == .zero)
    }

    @Test("Stamps increase whatever the wall clock does", arguments: [UInt64(1), 2, 3])
    func monotone(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))
        var previous = HybridTimestamp.zero

        for _ in 0..<10_000 {
            let next = clock.stamp(at: Self.wall(UInt64(random.next(below: 2_000))))
            #expect(next > previous, "seed \(seed)")
            previous = next
        }
    }

    @Test("A full counter borrows the next millisecond")
    func counterOverflow() throws {
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))
        try clock.observe(Self.stamp(1_000, .max), at: Self.wall(1_000))

        #expect(clock.stamp(at: Self.wall(1_000)) == Self.stamp(1_001, 0))
        #expect(clock.stamp(at: Self.wall(1_000)) == Self.stamp(1_001, 1))
    }

    @Test("A stamp as far ahead as the bound is believed, one millisecond more is not, and changes nothing")
    func boundedOffset() throws {
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))
        let before = clock.stamp(at: Self.wall(1_000))

        let refused = Self.stamp(1_501, 0)
        #expect(
            throws: ClockError.tooFarAhead(
                stamp: refused, wall: Self.wall(1_000), maximumOffset: .milliseconds(500))
        ) {
            try clock.observe(refused, at: Self.wall(1_000))
        }
        #expect(clock.latest == before)
        #expect(throws: ClockError.self) {
            try clock.observe(HybridTimestamp(packed: .max), at: Self.wall(1_000))
        }

        try clock.observe(Self.stamp(1_500, .max), at: Self.wall(1_000))
        #expect(clock.latest == Self.stamp(1_500, .max))
    }

    @Test("A stamp after an observation is later than both the observed and every own one")
    func observeThenStamp() throws {
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))
        let own = clock.stamp(at: Self.wall(1_000))

        try clock.observe(Self.stamp(1_200, 7), at: Self.wall(1_000))
        #expect(clock.stamp(at: Self.wall(1_001)) == Self.stamp(1_200, 8))

        try clock.observe(Self.stamp(3, 3), at: Self.wall(1_001))
        #expect(clock.stamp(at: Self.wall(1_001)) == Self.stamp(1_200, 9))
        #expect(own < clock.latest)
    }

    @Test("Eight tasks that stamp at once never get the same stamp")
    func concurrentStamps() async {
        let clock = HybridLogicalClock(maximumOffset: .milliseconds(500))
        let perTask = 20_000

        let stamps = await withTaskGroup(of: [UInt64].self) { group in
            for task in 0..<8 {
                group.addTask { @concurrent in
                    (0..<perTask).map { number in
                        clock.stamp(at: Self.wall(UInt64(1_000 + (number + task) / 500))).packed
                    }
                }
            }
            return await group.reduce(into: [[UInt64]]()) { $0.append($1) }
        }

        // Each task saw increasing stamps, and no two tasks saw the same.
        #expect(stamps.allSatisfy { own in zip(own, own.dropFirst()).allSatisfy { $0 < $1 } })
        #expect(Set(stamps.joined()).count == 8 * perTask)
        #expect(clock.latest.packed == stamps.joined().max())
    }

    @Test("A negative bound is a programmer error")
    func negativeBound() async {
        await #expect(processExitsWith: .failure) { _ = HybridLogicalClock(maximumOffset: .seconds(-1)) }
    }
}
