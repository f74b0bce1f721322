import GridDeterminism
import GridRuntime
import Testing

@Suite("Event loop", .timeLimit(.minutes(1)))
struct EventLoopTests {
    @Test("Jobs of one thread run in the order in which they were submitted")
    func jobsKeepTheirOrder() async throws {
        let loop = EventLoop(name: "order")
        try loop.start()
        let seen = Record<[Int]>()
        let done = Outcome<Void>()

        await withTaskGroup { group in
            for thread in 0..<4 {
                group.addTask {
                    for number in 0..<1_000 {
                        loop.submit {
                            if seen.append([thread, number]) == 4_000 { done.deliver() }
                        }
                    }
                }
            }
        }
        try await done.value
        loop.stop()

        for thread in 0..<4 {
            #expect(seen.all.filter { $0[0] == thread }.map { $0[1] } == Array(0..<1_000))
        }
    }

    @Test("A job submitted before the loop starts runs")
    func jobBeforeStart() async throws {
        let loop = EventLoop(name: "early")
        let isCurrent = Outcome<Bool>()
        #expect(loop.submit { isCurrent.deliver(loop.isCurrent) })

        try loop.start()

        #expect(try await isCurrent.value)
        #expect(!loop.isCurrent)
        loop.stop()
    }

    @Test("A job that was accepted runs although the loop is stopped right after")
    func acceptedJobRuns() throws {
        let loop = EventLoop(name: "last")
        try loop.start()
        let ran = Record<Int>()
        for number in 0..<100 { loop.submit { ran.append(number) } }

        loop.stop()

        #expect(ran.all.count == 100)
    }

    @Test("A stopped loop refuses jobs, and stopping again does nothing")
    func stoppedLoopRefuses() throws {
        let loop = EventLoop(name: "stopped")
        try loop.start()
        loop.stop()
        loop.stop()

        #expect(loop.submit {} == false)
    }

    @Test("A loop that never started can be stopped")
    func stopWithoutStart() {
        let loop = EventLoop(name: "unused")
        loop.submit {}
        loop.stop()

        #expect(loop.submit {} == false)
    }

    @Test("A loop that waits for its own end stops the process")
    func stopFromInside() async {
        await #expect(processExitsWith: .failure) {
            let loop = EventLoop(name: "inside")
            try loop.start()
            let never = Outcome<Void>()
            loop.submit { loop.stop() }
            try await never.value
        }
    }

    @Test("The hook of the iteration end runs after the jobs of the iteration")
    func hookRunsAfterJobs() async throws {
        let loop = EventLoop(name: "hook")
        let order = Outcome<[String]>()
        let events = Record<String>()
        loop.submit {
            loop.onIterationEnd {
                events.append("end")
                order.deliver(events.all)
            }
            events.append("first job")
        }
        loop.submit { events.append("second job") }

        try loop.start()

        #expect(try await order.value == ["first job", "second job", "end"])
        loop.stop()
    }

    @Test("The time stands still within a job and goes on afterwards")
    func timeIsReadOncePerIteration() async throws {
        let loop = EventLoop(name: "time")
        try loop.start()
        let first = Outcome<(Instant, Instant)>()
        let second = Outcome<Instant>()
        loop.submit {
            let start = loop.now
            first.deliver((start, loop.now))
        }
        let (start, again) = try await first.value
        loop.submit { second.deliver(loop.now) }

        #expect(start == again)
        #expect(try await second.value > start)
        loop.stop()
    }

    @Test("A group gives each of its loops in turn")
    func groupTakesTurns() throws {
        let group = EventLoopGroup(count: 3, name: "group")
        try group.start()

        let names = (0..<6).map { _ in group.next().name }

        #expect(names == ["group-0", "group-1", "group-2", "group-0", "group-1", "group-2"])
        #expect(group[2] === group.loops[2])
        group.stop()
        #expect(EventLoopGroup.coreCount >= 1)
    }
}
