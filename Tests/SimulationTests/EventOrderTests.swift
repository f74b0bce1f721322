import GridDeterminism
import GridSimulator
import Testing

@Suite("The order of events")
struct EventOrderTests {
    @Test("Events happen in the order of their times, and of their scheduling where times are equal")
    func order() {
        var queue = EventQueue<Int>()
        var random = SeededRandom(seed: 7)
        let times = (0..<1_000).map { _ in random.next(below: 50) }
        for (number, time) in times.enumerated() { queue.schedule(number, at: Self.instant(time)) }

        var happened: [Int] = []
        while let (_, event) = queue.next(notAfter: .distantFuture) { happened.append(event) }

        let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        #expect(happened == expected)
    }

    @Test("An event that is later than the end stays where it is")
    func end() {
        var queue = EventQueue<Int>()
        queue.schedule(1, at: Self.instant(5))

        let early = queue.next(notAfter: Self.instant(4))
        let onTime = queue.next(notAfter: Self.instant(5))

        #expect(early == nil)
        #expect(onTime?.event == 1)
    }

    @Test("An alarm that is moved rings at its new time only, and one that is taken back never")
    func alarms() {
        var queue = EventQueue<Int>()
        var clock = AlarmClock(ownerCount: 20)
        for owner in 0..<20 { clock.set(owner, at: queue.takePosition(at: Self.instant(100 + owner))) }
        clock.set(3, at: queue.takePosition(at: Self.instant(500)))
        clock.set(17, at: queue.takePosition(at: Self.instant(1)))
        for owner in 4..<16 { clock.cancel(owner) }
        clock.cancel(4)

        var rung: [Int] = []
        while let owner = clock.popFirst() { rung.append(owner) }

        #expect(rung == [17, 0, 1, 2, 16, 18, 19, 3])
        #expect(clock.nextPosition == nil)
    }

    private static func instant(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }
}
