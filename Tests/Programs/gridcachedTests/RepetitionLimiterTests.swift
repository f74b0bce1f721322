import GridDeterminism
import Testing

@testable import gridcached

@Suite("Repeated lines of the log")
struct RepetitionLimiterTests {
    private func instant(_ seconds: UInt64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    @Test("The first event is written at once, the next after thirty seconds with the count of the rest")
    func counting() {
        var limiter = RepetitionLimiter()

        #expect(limiter.admit("a", at: instant(0)) == 0)
        for second in UInt64(1)...29 { #expect(limiter.admit("a", at: instant(second)) == nil) }
        #expect(limiter.admit("a", at: instant(30)) == 29)
        #expect(limiter.admit("a", at: instant(31)) == nil)
        #expect(limiter.admit("a", at: instant(90)) == 1)
        #expect(limiter.admit("a", at: instant(120)) == 0)
    }

    @Test("Events of another kind are not held back")
    func kinds() {
        var limiter = RepetitionLimiter()

        #expect(limiter.admit("a", at: instant(0)) == 0)
        #expect(limiter.admit("b", at: instant(1)) == 0)
        #expect(limiter.admit("a", at: instant(1)) == nil)
    }

    @Test("Of a flood of ever-new kinds only a bounded number of lines is written")
    func flood() {
        var limiter = RepetitionLimiter()
        let lines = (0..<100_000).count { limiter.admit("kind \($0)", at: instant(5)) != nil }

        #expect(lines == 257)
        #expect(limiter.admit("kind 100000", at: instant(34)) == nil)
        #expect(limiter.admit("kind 100001", at: instant(35)) == 0)
    }
}
