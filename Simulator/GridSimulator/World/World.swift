import GridCollections
package import GridDeterminism
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridPlacement
import GridStore
import GridVersioning

/// A cluster, its network and its clients in virtual time, driven by one seed.
///
/// The members run the same core as in production; the world is their operating system. It knows nothing of the
/// protocol: it opens, writes and closes what it is told to, reports what happened, and wakes who asked for it.
///
///     let world = World(scenario, seed: 42)
///     let report = world.run()
package final class World {
    package let scenario: Scenario
    package let random: KeyedRandom
    /// The faults of the scenario and those that the seed chose, sorted by time.
    package let timeline: [TimedFault]

    package internal(set) var now = Instant.zero
    var queue = EventQueue<WorldEvent>()
    /// When the machines are woken, by ``alarmOwner(_:_:)``.
    var alarms: AlarmClock
    /// Members that see the same members share a table.
    let placements = PlacementMemory(capacity: 64)
    /// Buffers that are used again and again.
    var spareNodeEffects = NodeEffects()
    var sparePlaneEffects = DataPlaneEffects()
    let members: [SimulatedMember]
    var network: Network
    var clients: [WorkloadClient] = []
    package let history = History()
    let inspector: Inspector
    let observer: OutcomeObserver
    var trace: Trace
    /// How many events have happened.
    package internal(set) var eventCount = 0
    /// Counts whatever may change who owns what in anybody's view.
    var epochOfViews = 0
    /// Which rare states were reached.
    package internal(set) var marks = Marks()
    var deaths: DeathLedger

    /// The settings of each member, when code outside of the world has named them; else those of the scenario hold.
    var hostedSettings: [MemberSettings] = []
    /// The latest request of code outside of the world.
    var outside: OutsideRequest?
    /// The keys that code outside of the world has changed.
    var changedKeys = OrderedKeyMap<Bool>()

    /// The key whose copies are followed: every change of what a member holds of it becomes a line of the account.
    package var followedKey: Int?
    private var followedHoldings: [Holding] = []

    /// Takes down what a page about the run shows; `nil` in a swarm.
    package var recorder: Recorder?

    /// No run has more events: the limit ends runs in which something never comes to rest.
    static let maximumEventCount = 200_000_000

    package init(_ scenario: Scenario, seed: UInt64, traceSink: ((TraceEvent) -> Void)? = nil) {
        self.scenario = scenario
        random = KeyedRandom(seed: seed)
        let random = random
        members = scenario.memberZones.enumerated().map { index, zone in
            let spread = Int64(scenario.clockSpread.wholeMilliseconds)
            var clock = random.stream(.clock, UInt64(index))
            let offset = Int64(clock.next(below: Int(spread) + 1)) - spread / 2
            return SimulatedMember(
                index: index, name: Scenario.memberName(index), zone: zone, clockOffset: offset)
        }
        timeline = scenario.wholeTimeline(random)
        network = Network(memberCount: scenario.nodeCount, conditions: scenario.network, random: random)
        alarms = AlarmClock(ownerCount: scenario.nodeCount * (scenario.planeCount + 1))
        deaths = DeathLedger(memberCount: scenario.nodeCount)
        inspector = Inspector(scenario)
        observer = OutcomeObserver(scenario)
        trace = Trace(sink: traceSink)
    }

    deinit {
        // A connection knows the lives at its ends, and a life its connections.
        for connection in network.connections { connection.forgetLives() }
    }

    /// Lives through the whole scenario.
    package func run() -> SimulationReport {
        prepare()
        advance(to: Instant.zero + scenario.duration)
        beginSettling()
        advance(to: now + scenario.settleTime)
        inspector.settled(in: self)
        for member in members { if let life = member.life { markStatistics(of: life) } }
        judgeOutcomes()
        recorder?.finish(self)
        return SimulationReport(of: self)
    }

    private func prepare() {
        for member in members {
            let start = Instant.zero + scenario.startInterval * member.index
            queue.schedule(.start(member: member.index), at: start)
        }
        for (index, timed) in timeline.enumerated() {
            queue.schedule(.fault(index), at: Instant.zero + timed.at)
        }
        clients = WorkloadClient.all(of: scenario, random: random)
        for client in clients { scheduleNextRequest(of: client) }
        queue.schedule(.observe, at: now + Inspector.interval)
    }

    private func advance(to end: Instant) {
        while !inspector.hasFailed, eventCount < Self.maximumEventCount,
            let event = advanceToNextEvent(notAfter: end)
        {
            eventCount += 1
            handle(event)
            if let followedKey { follow(followedKey) }
            recorder?.somethingHappened(in: self)
        }
        if eventCount >= Self.maximumEventCount {
            inspector.report(.endlessRun, "the world never comes to rest", in: self)
        }
        if !inspector.hasFailed { now = end }
    }

    /// Moves on to what happens next and returns it, unless it is later than `end`.
    func advanceToNextEvent(notAfter end: Instant) -> WorldEvent? {
        if let alarm = alarms.nextPosition, queue.nextPosition.map({ alarm < $0 }) ?? true {
            guard alarm.time <= end, let owner = alarms.popFirst() else { return nil }
            now = alarm.time
            let (member, machine) = owner.quotientAndRemainder(dividingBy: scenario.planeCount + 1)
            guard let life = members[member].life else {
                preconditionFailure("an alarm outlived its process")
            }
            return .wake(life, Machine(index: machine), at: alarm.time)
        }
        guard let (time, event) = queue.next(notAfter: end) else { return nil }
        now = time
        return event
    }

    /// The name of a machine of the present life of a member as an owner of alarms.
    func alarmOwner(_ member: Int, _ machine: Machine) -> Int {
        member * (scenario.planeCount + 1) + machine.index
    }

    func handle(_ event: WorldEvent) {
        switch event {
        case .wake(let life, let machine, let time): wake(life, machine, scheduledAt: time)
        case .mail(let life, let plane, let mail): deliver(mail, to: plane, of: life)
        case .connectRequest(let connection): receiveConnectRequest(connection)
        case .connected(let connection): connected(connection)
        case .arrival(let connection, let stream): receive(connection, stream: stream)
        case .reset(let connection, let side): reset(connection, side)
        case .request(let client): issueRequest(of: clients[client])
        case .refill(let operation): refill(after: operation)
        case .lookAtWrite(let number): observer.look(at: number, in: self)
        case .fault(let index): inflict(timeline[index].fault)
        case .start(let member): start(members[member])
        case .resume(let member): resume(members[member])
        case .proceed(let member, let machine): proceed(members[member], machine)
        case .departure(let life, let end): depart(life, patienceEndsAt: end)
        case .sweep(let life): sweep(life)
        case .observe:
            inspector.observe(self)
            recorder?.sample(self)
            queue.schedule(.observe, at: now + Inspector.interval)
        }
    }

    /// The lives of the members that are repaired when the faults end.
    var core: [MemberLife] { members.compactMap { $0.isInCore ? $0.life : nil } }

    private func follow(_ key: Int) {
        let holdings = inspector.holdings(of: key, in: self)
        guard holdings != followedHoldings else { return }
        followedHoldings = holdings
        note(
            "key-\(key): " + holdings.map { "\($0)\($0.isOwner ? " owner" : "")" }.joined(separator: ", "),
            .key)
    }

    /// Adds a line to the account that people read.
    func note(_ text: String, _ kind: TimelineEntry.Kind = .other, by member: Int? = nil) {
        let entry = TimelineEntry(time: now, kind: kind, member: member, text: text)
        trace.note(entry)
        recorder?.noted(entry)
    }
}
