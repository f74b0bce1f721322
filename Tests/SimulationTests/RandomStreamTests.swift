import GridDeterminism
import GridSimulator
import Testing

@Suite("Random streams")
struct RandomStreamTests {
    @Test("Exponential durations have the mean that is asked for, and a third exceeds it")
    func exponential() {
        var stream = KeyedRandom(seed: 1).stream(.arrival, 0)
        let durations = (0..<20_000).map { _ in stream.exponential(mean: .milliseconds(20)) }

        let mean = durations.reduce(.zero, +) / 20_000
        #expect((.microseconds(19_500) ... .microseconds(20_500)).contains(mean), "\(mean)")
        // e⁻¹ of them exceed the mean, and e⁻² twice the mean.
        #expect((7_100...7_600).contains(durations.count { $0 > .milliseconds(20) }))
        #expect((2_550...2_860).contains(durations.count { $0 > .milliseconds(40) }))
    }
}
