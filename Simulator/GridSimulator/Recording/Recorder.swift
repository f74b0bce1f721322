import GridDeterminism
import GridIdentity
import GridMembership
import GridReplication

/// Takes down a run as it happens, for a page about it.
///
/// It only looks: a run with a recorder has the same events and the same digest as one without.
///
///     world.recorder = Recorder()
///     let report = world.run()
///     let page = RunPage(report, world.recorder?.recording)
package final class Recorder {
    package internal(set) var recording = Recording()

    /// Faults, deaths, violations and the end, sorted: near them everything is kept.
    private(set) var moments: [Instant] = []
    /// If set, the individual messages and operations of this time are kept, and no others.
    let window: ClosedRange<Duration>?

    /// The open span of each member, if it lives, and if it stands still.
    private var lives: [Int?] = []
    private var pauses: [Int?] = []
    private var slownesses: [Int?] = []
    private var mayHaveChangedWays = true
    /// When the next way is open again that is clogged.
    private var nextUnclogging: Instant?

    var outgoing = MessageMatcher()
    var sampling = SamplingState()
    /// How many messages and bytes each member wrote since the last sample.
    var sentMessageCounts: [Int] = []
    var sentByteCounts: [Int] = []

    /// Makes a recorder for one run.
    ///
    /// `window`: the time whose messages are kept, instead of those near faults, deaths and the end.
    package init(window: ClosedRange<Duration>? = nil) {
        self.window = window
    }

    // MARK: What the world tells

    /// An event has been handled: notices who lives and who stands still now.
    func somethingHappened(in world: World) {
        if lives.isEmpty { begin(memberCount: world.members.count) }
        for member in world.members {
            let index = member.index
            if lives[index].map({ recording.spans[$0].life }) != member.life?.number {
                close(&pauses[index], at: world.now)
                close(&slownesses[index], at: world.now)
                close(&lives[index], at: world.now)
                if let life = member.life { lives[index] = open(.life, index, life.number, at: world.now) }
            }
            follow(&pauses[index], .pause, member, isSo: member.pausedUntil != nil, at: world.now)
            follow(&slownesses[index], .slow, member, isSo: member.isSlow(at: world.now), at: world.now)
        }
        if let nextUnclogging, nextUnclogging <= world.now { mayHaveChangedWays = true }
        if mayHaveChangedWays { recordWays(of: world) }
    }

    func noted(_ entry: TimelineEntry) {
        switch entry.kind {
        case .fault, .phase:
            mayHaveChangedWays = true
            markMoment(entry.time)
        case .death: markMoment(entry.time, unlessWithin: Self.sameDeath)
        case .life, .pause, .view, .placement, .network, .key, .other: break
        }
    }

    func changed(_ change: MemberChange, seenBy observer: Int, in world: World) {
        if case .updated = change { return }
        guard let subject = world.members.firstIndex(where: { $0.name == change.member.id.name }) else {
            return
        }
        recording.viewCount += 1
        guard recording.views.count < Recording.viewLimit else { return }
        recording.views.append(
            Recording.ViewChange(
                time: world.now, observer: observer, subject: subject,
                state: Int(change.member.state.rawValue)))
    }

    /// The run is over.
    func finish(_ world: World) {
        somethingHappened(in: world)
        sample(world)
        markMoment(world.now)
        outgoing.takeUnfinished { keep($0) }
        for operation in world.history.operations { keep(Recording.Operation(operation)) }
        recording.messages.finish(moments: moments)
        recording.operations.finish(moments: moments)
        recording.messageTexts = outgoing.texts
    }

    // MARK: Keeping

    func keep(_ message: Recording.Message) {
        guard isInWindow(message.time) else { return }
        recording.messages.append(message, moments: moments)
    }

    private func keep(_ operation: Recording.Operation) {
        guard isInWindow(operation.time) else { return }
        recording.operations.append(operation, moments: moments)
    }

    private func isInWindow(_ time: Instant) -> Bool {
        window.map { $0.contains(time.elapsed(since: .zero)) } ?? true
    }

    private func begin(memberCount: Int) {
        lives = Array(repeating: nil, count: memberCount)
        pauses = lives
        slownesses = lives
        sentMessageCounts = Array(repeating: 0, count: memberCount)
        sentByteCounts = sentMessageCounts
    }

    /// How far apart members notice one death, roughly.
    private static let sameDeath: Duration = .seconds(2)

    private func markMoment(_ time: Instant, unlessWithin distance: Duration = .zero) {
        if let last = moments.last, time.elapsed(since: last) <= distance { return }
        moments.append(time)
    }

    private func open(_ kind: Recording.Span.Kind, _ member: Int, _ life: Int, at time: Instant) -> Int {
        recording.spans.append(Recording.Span(kind: kind, member: member, life: life, begin: time))
        return recording.spans.count - 1
    }

    /// Opens or closes a span of a living member.
    private func follow(
        _ span: inout Int?, _ kind: Recording.Span.Kind, _ member: SimulatedMember, isSo: Bool,
        at time: Instant
    ) {
        guard (span != nil) != isSo else { return }
        if let life = member.life, isSo {
            span = open(kind, member.index, life.number, at: time)
        } else {
            close(&span, at: time)
        }
    }

    private func close(_ span: inout Int?, at time: Instant) {
        guard let index = span else { return }
        recording.spans[index].end = time
        span = nil
    }

    private func recordWays(of world: World) {
        mayHaveChangedWays = false
        let indices = world.members.indices
        let blocked = indices.map { source in
            indices.filter { target in
                let way = world.network[source, target]
                return target != source && (way.isBlocked || way.cloggedUntil > world.now)
            }
        }
        nextUnclogging = indices.flatMap { source in indices.map { world.network[source, $0].cloggedUntil } }
            .filter { $0 > world.now }.min()
        let ways = Recording.Ways(
            time: world.now, blocked: blocked,
            lossPartsPerMillion: world.network.conditions.lossPartsPerMillion)
        if let last = recording.ways.last, last.blocked == blocked,
            last.lossPartsPerMillion == ways.lossPartsPerMillion
        {
            return
        }
        recording.ways.append(ways)
    }
}

extension Recording.Operation {
    init(_ record: OperationRecord) {
        time = record.begunAt
        answeredAt = record.answeredAt
        number = record.number
        member = record.member
        kind = record.kind
        key = record.key
        answer = record.answer?.account ?? "abandoned"
        outcome = record.outcome
    }
}

extension OperationRecord {
    var outcome: Recording.Outcome {
        switch answer {
        case .found, .updated: .succeeded
        case .missing: .missed
        case .failed: .failed
        case nil: .abandoned
        }
    }
}
