import GridDeterminism
import GridIdentity
import GridMembership
import Testing

/// A cluster in virtual time, joined by a network that loses, delays, repeats and separates.
final class VirtualNetwork {
    private enum Event {
        case deliver([UInt8], from: Int, to: Int)
        case wakeUp(Int)
    }

    struct Observation {
        let time: Instant
        let observer: Int
        let change: MemberChange

        var isDeath: Bool {
            guard case .died = change else { return false }
            return true
        }
    }

    private(set) var now = Instant.zero
    private(set) var nodes: [TestNode?] = []
    private(set) var observations: [Observation] = []
    private(set) var deliveredCount = 0
    var lossPartsPerMillion = 0
    var duplicationPartsPerMillion = 0
    var delay: ClosedRange<Duration> = .microseconds(200) ... .milliseconds(5)
    /// The side on which each node is; messages between different sides are lost.
    var sides: [Int]

    private let configuration: MembershipConfiguration
    private var queue = EventQueue<Event>()
    private var random: SeededRandom
    private var trace = StableHash()
    private var indices: [NodeAddress: Int] = [:]

    init(count: Int, seed: UInt64, configuration: MembershipConfiguration = .init()) {
        self.configuration = configuration
        random = SeededRandom(seed: seed)
        nodes = Array(repeating: nil, count: count)
        sides = Array(repeating: 0, count: count)
        for index in 0..<count { indices[address(index)] = index }
    }

    /// A fingerprint of everything that was delivered, when and to whom.
    var traceHash: UInt64 { trace.value }

    static func name(_ index: Int) -> String { "node-\(index)" }

    /// Starts every node within a tenth of a second, with node 0 as the one common seed.
    func startAll() {
        for index in nodes.indices {
            run(until: now + random.duration(in: .zero ... .milliseconds(100) / nodes.count))
            start(index)
        }
    }

    func start(_ index: Int, epoch: UInt64 = 1, seeds: [Int] = [0]) {
        let node = TestNode(
            member(Self.name(index), index, epoch: epoch), configuration: configuration, seed: random.next())
        nodes[index] = node
        perform(node.start(seeds: seeds.map { address($0) }, at: now), of: index)
    }

    func crash(_ index: Int) { nodes[index] = nil }

    func leave(_ index: Int) {
        guard let node = nodes[index] else { return }
        perform(node.leave(at: now), of: index)
    }

    func run(for duration: Duration) { run(until: now + duration) }

    func run(until end: Instant) {
        for count in 0..<50_000_000 {
            guard let (time, event) = queue.next(notAfter: end) else {
                now = end
                return
            }
            now = time
            handle(event)
            if count % 512 == 0 { for node in nodes { node?.membership.checkInvariants() } }
        }
        Issue.record("the network never comes to rest")
    }

    /// Runs until the predicate holds, tested every 50 ms; returns after how long, or `nil` at the limit.
    func run(atMost limit: Duration, until isReached: (VirtualNetwork) -> Bool) -> Duration? {
        let start = now
        while now < start + limit {
            if isReached(self) { return now.elapsed(since: start) }
            run(for: .milliseconds(50))
        }
        return nil
    }

    /// Whether every running node sees exactly the running nodes, with the same incarnations.
    var hasConverged: Bool {
        let running = nodes.compactMap(\.self)
        let hashes = running.map { $0.membership.viewHash }
        return hashes.allSatisfy { $0 == hashes[0] }
            && running.allSatisfy { $0.membership.liveMemberCount == running.count }
    }

    private func handle(_ event: Event) {
        switch event {
        case .deliver(let payload, let source, let destination):
            guard let node = nodes[destination], sides[source] == sides[destination] else { return }
            deliveredCount += 1
            trace.combine(now.nanoseconds)
            trace.combine(UInt64(destination))
            trace.combine(payload.span)
            perform(node.receive(payload, from: address(source), at: now), of: destination)
        case .wakeUp(let index):
            guard let node = nodes[index] else { return }
            guard let deadline = node.membership.nextDeadline, deadline <= now else { return }
            perform(node.reachedDeadline(at: now), of: index)
        }
    }

    private func perform(_ effects: [MembershipEffect], of index: Int) {
        for effect in effects {
            switch effect {
            case .send(let payload, let destination): send(payload, from: index, to: destination)
            case .changed(let change):
                observations.append(Observation(time: now, observer: index, change: change))
            }
        }
        guard let deadline = nodes[index]?.membership.nextDeadline else { return }
        queue.schedule(.wakeUp(index), at: max(deadline, now))
    }

    private func send(_ payload: [UInt8], from source: Int, to address: NodeAddress) {
        guard let destination = indices[address], sides[source] == sides[destination],
            !random.happens(partsPerMillion: lossPartsPerMillion)
        else { return }
        let event = Event.deliver(payload, from: source, to: destination)
        queue.schedule(event, at: now + random.duration(in: delay))
        guard random.happens(partsPerMillion: duplicationPartsPerMillion) else { return }
        queue.schedule(event, at: now + random.duration(in: delay))
    }
}

/// Events ordered by time, then by the order in which they were scheduled.
struct EventQueue<Event> {
    private var heap: [(time: Instant, number: UInt64, event: Event)] = []
    private var nextNumber: UInt64 = 0

    mutating func schedule(_ event: Event, at time: Instant) {
        heap.append((time, nextNumber, event))
        nextNumber += 1
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next(notAfter end: Instant) -> (Instant, Event)? {
        guard let first = heap.first, first.time <= end else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && isBefore(child, smallest) {
                smallest = child
            }
            guard smallest != parent else { return (first.time, first.event) }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
    }
}
