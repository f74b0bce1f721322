import GridDeterminism
import GridRuntime
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("System", .timeLimit(.minutes(1)))
struct SystemTests {
    @Test("The monotonic clock does not step back")
    func monotonic() {
        let clock = SystemClock()
        var last = clock.monotonic
        for _ in 0..<1_000 {
            let next = clock.monotonic
            #expect(next >= last)
            last = next
        }
    }

    @Test("The wall clock agrees with the system's time in seconds")
    func wall() {
        let before = UInt64(time(nil))
        let wall = SystemClock().wall.milliseconds / 1_000
        let after = UInt64(time(nil))

        // `time` may read a coarser clock that lags behind by some milliseconds.
        #expect(before <= wall)
        #expect(wall <= after + 1)
    }

    @Test("Seeds differ")
    func seeds() {
        let seeds = Set((0..<100).map { _ in SystemEntropy.seed() })
        #expect(seeds.count == 100)
    }

    @Test("A watched signal is reported and does not end the process")
    func signals() async {
        // In a process of its own, because signals concern the whole process.
        await #expect(processExitsWith: .success) {
            let loop = EventLoop(name: "signals")
            try loop.start()
            let seen = Record<ControlSignal>()
            let all = Outcome<Void>()
            try await loop.perform {
                let watcher = try SignalWatcher(on: loop)
                watcher.onSignal = { signal in
                    if seen.append(signal) == 3 { all.deliver() }
                }
            }
            for signal in ControlSignal.allCases { kill(getpid(), signal.number) }
            try await all.value
            loop.stop()
            precondition(Set(seen.all) == Set(ControlSignal.allCases), "seen: \(seen.all)")
        }
    }
}
