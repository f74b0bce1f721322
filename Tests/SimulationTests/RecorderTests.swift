import GridDeterminism
import GridSimulator
import Testing

/// Runs a scenario and gives what was taken down.
struct RecordedRun {
    let report: SimulationReport
    let recording: Recording

    init(_ scenario: Scenario, seed: UInt64, window: ClosedRange<Duration>? = nil) throws {
        let world = World(scenario, seed: seed)
        let recorder = Recorder(window: window)
        world.recorder = recorder
        report = world.run()
        recording = recorder.recording
    }

    /// A cluster of three for six seconds with clients, to which `faults` happen.
    static func small(_ faults: [TimedFault] = []) -> Scenario {
        var scenario = Scenario(name: "small")
        scenario.duration = .seconds(6)
        scenario.settleTime = .seconds(4)
        scenario.timeline = faults
        return scenario
    }
}

@Suite("Recording a run")
struct RecorderTests {
    private let crash = TimedFault(at: .seconds(2), .crash([1]))
    private let restart = TimedFault(at: .seconds(4), .restart([1]))

    @Test("A run with a recorder has the same events and the same digest as one without")
    func onlyLooks() throws {
        let scenario = RecordedRun.small([crash, restart])

        let recorded = try RecordedRun(scenario, seed: 5)
        let plain = World(scenario, seed: 5).run()

        #expect(recorded.report.digest == plain.digest)
        #expect(recorded.report.eventCount == plain.eventCount)
    }

    @Test("Every half second there is a sample of every member, from the first to the last")
    func samples() throws {
        let run = try RecordedRun(RecordedRun.small(), seed: 1)
        let times = run.recording.samples.map { $0.time.elapsed(since: .zero) }

        #expect(times == (1...20).map { .milliseconds(500 * $0) })
        let last = try #require(run.recording.samples.last)
        for member in 0..<3 {
            #expect(last[member, .state] == 1)
            #expect(last[member, .alive] == 3)
            // Three copies among three members: everybody owns everything.
            #expect(last[member, .ownedSlots] == 16_384)
        }
        #expect(last[.views] == 1)
        #expect(last[.lag] == 0)
    }

    @Test("Samples count every operation once")
    func operations() throws {
        let run = try RecordedRun(RecordedRun.small([crash, restart]), seed: 2)
        let requests = run.recording.samples.reduce(0) { $0 + $1[.requests] }
        let unavailable = run.recording.samples.reduce(0) { $0 + $1[.unavailable] }
        let failures = run.recording.samples.reduce(0) { $0 + $1[.failures] }
        let hits = run.recording.samples.reduce(0) { $0 + $1[.hits] }
        func count(_ isCounted: (SimulationReport.AnswerCount) -> Bool) -> Int {
            run.report.answers.filter(isCounted).reduce(0) { $0 + $1.count }
        }

        #expect(requests == count { _ in true })
        #expect(requests == run.recording.operations.totalCount)
        #expect(unavailable == run.report.unavailableCount)
        #expect(failures == count { $0.outcome == .failed })
        #expect(hits == count { $0.answer == "found" })
    }

    @Test("A crash ends a life, and a restart begins the next one")
    func lives() throws {
        let run = try RecordedRun(RecordedRun.small([crash, restart]), seed: 3)
        let lives = run.recording.spans.filter { $0.member == 1 && $0.kind == .life }

        #expect(lives.map(\.life) == [1, 2])
        #expect(lives.first?.end == Instant.zero + .seconds(2))
        #expect(lives.last?.begin == Instant.zero + .seconds(4))
        #expect(lives.last?.end == nil)
        let down = try #require(run.recording.samples.first { $0.time == Instant.zero + .seconds(3) })
        #expect(down[1, .state] == 0)
    }

    @Test("A pause is a span of its own within a life")
    func pauses() throws {
        let pause = TimedFault(at: .seconds(2), .pause([0], .milliseconds(1_500)))
        let run = try RecordedRun(RecordedRun.small([pause]), seed: 4)
        let spans = run.recording.spans.filter { $0.kind == .pause }

        #expect(spans.map(\.member) == [0])
        #expect(spans.first?.begin == Instant.zero + .seconds(2))
        #expect(spans.first?.end == Instant.zero + .milliseconds(3_500))
    }

    @Test("A partition blocks ways until it heals, and others are suspected and then dead")
    func partition() throws {
        var scenario = RecordedRun.small([
            TimedFault(at: .seconds(2), .partition([[0], [1, 2]])), TimedFault(at: .seconds(20), .heal),
        ])
        scenario.duration = .seconds(22)
        let run = try RecordedRun(scenario, seed: 6)

        #expect(run.recording.ways.map(\.blocked) == [[[], [], []], [[1, 2], [0], [0]], [[], [], []]])
        #expect(
            run.recording.ways.map { $0.time.elapsed(since: .zero) }.dropFirst() == [
                .seconds(2), .seconds(20),
            ])
        let observed = run.recording.views.filter { $0.observer == 0 && $0.subject == 1 }.map(\.state)
        #expect(observed.starts(with: [0, 1, 2]))
        #expect(observed.last == 0)
        let cut = try #require(run.recording.samples.first { $0.time == Instant.zero + .seconds(19) })
        #expect(cut[0, .dead] == 2)
        #expect(cut[.views] == 2)
        #expect(cut[.lag] > 5_000)
    }

    @Test("A message arrives after it was sent, says what it is about, and is counted by its sender")
    func messages() throws {
        let run = try RecordedRun(RecordedRun.small(), seed: 7)
        let messages = run.recording.messages
        let sent = run.recording.samples.reduce(0) { $0 + $1[.sentMessages] }
        let sentBytes = run.recording.samples.reduce(0) { $0 + $1[.sentBytes] }
        let texts = messages.elements.map { run.recording.messageTexts[$0.text] }

        #expect(messages.totalCount == messages.elements.count)
        #expect(sent == messages.totalCount)
        #expect(sentBytes == messages.elements.reduce(0) { $0 + $1.byteCount })
        #expect(messages.elements.allSatisfy { $0.sender != $0.receiver })
        for message in messages.elements {
            guard let arrival = message.arrivedAt else { continue }
            #expect(arrival > message.time)
        }
        #expect(zip(messages.elements, messages.elements.dropFirst()).allSatisfy { $0.time <= $1.time })
        for text in ["hello", "welcome", "ping b", "b is there", "batch", "batch confirmed"] {
            #expect(texts.contains { $0.contains(text) }, "no message says '\(text)'")
        }
    }

    @Test("What is sent into a partition that never heals does not arrive while it lasts")
    func heldBack() throws {
        let run = try RecordedRun(
            RecordedRun.small([TimedFault(at: .seconds(2), .partition([[0], [1, 2]]))]), seed: 8)
        let during = run.recording.messages.elements.filter { message in
            let time = message.time.elapsed(since: .zero)
            return message.sender == 0 && time > .seconds(2) && time < .seconds(6)
        }

        #expect(!during.isEmpty)
        #expect(during.allSatisfy { $0.arrivedAt.map { $0 >= Instant.zero + .seconds(6) } ?? true })
        #expect(during.contains { $0.arrivedAt == nil })
    }

    @Test("A chosen window keeps its messages and operations, and no others")
    func window() throws {
        let window: ClosedRange<Duration> = .seconds(3) ... .milliseconds(3_250)
        let run = try RecordedRun(RecordedRun.small(), seed: 9, window: window)

        #expect(!run.recording.messages.elements.isEmpty)
        #expect(run.recording.messages.elements.allSatisfy { window.contains($0.time.elapsed(since: .zero)) })
        #expect(!run.recording.operations.elements.isEmpty)
        #expect(
            run.recording.operations.elements.allSatisfy { window.contains($0.time.elapsed(since: .zero)) })
    }
}

@Suite("A list that stays bounded")
struct ThinnedLogTests {
    private struct Mark: TimedElement {
        let time: Instant
    }

    private func mark(_ milliseconds: Int) -> Mark { Mark(time: Instant.zero + .milliseconds(milliseconds)) }

    @Test("Everything stays while there is room")
    func room() {
        var log = ThinnedLog<Mark>(limit: 100)

        for number in (0..<100).reversed() { log.append(mark(number), moments: []) }
        log.finish(moments: [])

        #expect(log.elements.map(\.time) == (0..<100).map { mark($0).time })
        #expect(log.radius == nil)
    }

    @Test("When it is full, exactly what is near a moment stays")
    func thinning() throws {
        var log = ThinnedLog<Mark>(limit: 1_000)
        let moments = [mark(30_000).time, mark(70_000).time]

        for number in 0..<10_000 {
            let passed = moments.filter { $0 <= mark(number * 10).time }
            log.append(mark(number * 10), moments: passed)
        }
        log.finish(moments: moments)

        let radius = try #require(log.radius)
        #expect(log.totalCount == 10_000)
        #expect(log.elements.count <= 1_000)
        #expect(log.elements.count > 200)
        for number in 0..<10_000 {
            let time = mark(number * 10).time
            let distance = moments.map { time >= $0 ? time.elapsed(since: $0) : $0.elapsed(since: time) }
                .min()
            let isNear = try #require(distance) <= radius
            #expect(isNear == log.elements.contains { $0.time == time }, "at \(number * 10) ms")
        }
    }

    @Test("It stays bounded although everything happens at one interesting moment")
    func crowd() {
        var log = ThinnedLog<Mark>(limit: 100)

        for _ in 0..<10_000 { log.append(mark(5), moments: [mark(5).time]) }
        log.finish(moments: [mark(5).time])

        #expect(log.elements.count <= 100)
        #expect(log.totalCount == 10_000)
    }
}
