import GridDeterminism
import GridIdentity
import GridLink
import GridNode

/// A state machine that a ``VirtualWire`` can drive.
protocol Driven: LinkOwner, ~Copyable where Effects: DrivenEffects {
    var nextDeadline: Instant? { get }
    mutating func reachedDeadline(at now: Moment, into effects: inout Effects)
}

protocol DrivenEffects: LinkEffects {
    init()
    mutating func removeAll()
}

extension DataPlane: Driven {}
extension DataPlaneEffects: DrivenEffects {}
extension Node: Driven {}
extension NodeEffects: DrivenEffects {}

/// One machine, together with what its driver would keep for it.
final class Station<Machine: Driven & ~Copyable> {
    let identity: LinkIdentity
    var machine: Machine
    var effects = Machine.Effects()
    /// How far the wall clock is behind that of the others.
    var clockLag = Duration.zero
    /// Whether connections to the machine are refused.
    var isDown = false
    /// Whether bytes for the machine are kept back until it is not deaf any more.
    var isDeaf = false
    /// Hears of the effects that are not about connections.
    var onEffects: ((Machine.Effects) -> Void)?

    init(_ machine: consuming Machine, identity: LinkIdentity) {
        self.machine = machine
        self.identity = identity
    }
}

/// Connects machines in virtual time: moves what they write, in order, and reports what happens to links.
final class VirtualWire<Machine: Driven & ~Copyable> {
    private struct Connection {
        let dialer: Int
        let dialed: Int
        let dialerLink: LinkID
        /// Absent until the hello was accepted.
        var dialedLink: LinkID?
        var handshake: InboundHandshake
    }

    private enum Event {
        case opened(connection: Int)
        case bytes([UInt8], connection: Int, toDialer: Bool)
        case closed(station: Int, LinkID)
    }

    let stations: [Station<Machine>]
    private(set) var now = Instant(nanoseconds: 1_000_000_000_000)
    private var connections: [Int: Connection] = [:]
    private(set) var connectionCount = 0
    private var events: [Event] = []

    init(_ stations: [Station<Machine>]) {
        self.stations = stations
    }

    func moment(of station: Int) -> Moment {
        let milliseconds = now.nanoseconds / 1_000_000 + 1_000_000_000_000
        let lag = stations[station].clockLag.wholeMilliseconds
        return Moment(instant: now, wall: WallTime(milliseconds: milliseconds - lag))
    }

    /// Lets something happen to one machine, and everything that follows from it at this instant.
    @discardableResult
    func run<Result>(
        _ station: Int, _ body: (inout Machine, Moment, inout Machine.Effects) -> Result
    ) -> Result {
        let result = drive(station, body)
        settle()
        return result
    }

    /// Lets time pass, waking the machines when they are due.
    func advance(by duration: Duration) {
        let end = now + duration
        var stepCount = 0
        while let (station, deadline) = nextDeadline, deadline <= end {
            stepCount += 1
            precondition(stepCount < 1_000_000, "the machines never rest")
            now = max(now, deadline)
            run(station) { $0.reachedDeadline(at: $1, into: &$2) }
        }
        now = end
    }

    /// Breaks every connection of a machine, as a reset does.
    func cut(_ station: Int) {
        for (number, connection) in connections.sorted(by: { $0.key < $1.key })
        where connection.dialer == station || connection.dialed == station {
            connections[number] = nil
            events.append(.closed(station: connection.dialer, connection.dialerLink))
            if let link = connection.dialedLink {
                events.append(.closed(station: connection.dialed, link))
            }
        }
        settle()
    }

    /// Delivers what was kept back.
    func undeafen(_ station: Int) {
        stations[station].isDeaf = false
        settle()
    }

    // MARK: Private

    private var nextDeadline: (Int, Instant)? {
        var next: (Int, Instant)?
        for index in stations.indices where !stations[index].isDown {
            guard let deadline = stations[index].machine.nextDeadline else { continue }
            if next.map({ deadline < $0.1 }) ?? true { next = (index, deadline) }
        }
        return next
    }

    private func drive<Result>(
        _ index: Int, _ body: (inout Machine, Moment, inout Machine.Effects) -> Result
    ) -> Result {
        let station = stations[index]
        let result = body(&station.machine, moment(of: index), &station.effects)
        performEffects(of: index)
        return result
    }

    private func performEffects(of index: Int) {
        let effects = stations[index].effects
        stations[index].effects.removeAll()
        for effect in effects.links { perform(effect, of: index) }
        stations[index].onEffects?(effects)
    }

    private func perform(_ effect: LinkEffect, of index: Int) {
        switch effect {
        case .open(let link, let address):
            let target = stations.firstIndex { $0.identity.address == address && !$0.isDown }
            guard let target else { return events.append(.closed(station: index, link)) }
            connectionCount += 1
            connections[connectionCount] = Connection(
                dialer: index, dialed: target, dialerLink: link,
                handshake: InboundHandshake(local: stations[target].identity))
            events.append(.opened(connection: connectionCount))
        case .write(let link, let bytes):
            guard let (number, isDialer) = connection(of: index, link) else { return }
            events.append(.bytes(bytes, connection: number, toDialer: !isDialer))
        case .report:
            return
        case .close(let link):
            guard let (number, isDialer) = connection(of: index, link) else { return }
            guard let connection = connections.removeValue(forKey: number) else { return }
            if !isDialer {
                events.append(.closed(station: connection.dialer, connection.dialerLink))
            } else if let other = connection.dialedLink {
                events.append(.closed(station: connection.dialed, other))
            }
        }
    }

    private func connection(of index: Int, _ link: LinkID) -> (Int, isDialer: Bool)? {
        for (number, connection) in connections {
            if connection.dialer == index, connection.dialerLink == link { return (number, true) }
            if connection.dialed == index, connection.dialedLink == link { return (number, false) }
        }
        return nil
    }

    private func settle() {
        var stepCount = 0
        while let next = events.firstIndex(where: { isDeliverable($0) }) {
            stepCount += 1
            precondition(stepCount < 1_000_000, "the machines never stop talking")
            deliver(events.remove(at: next))
        }
    }

    private func isDeliverable(_ event: Event) -> Bool {
        guard case .bytes(_, let number, let toDialer) = event, let connection = connections[number] else {
            return true
        }
        return !stations[toDialer ? connection.dialer : connection.dialed].isDeaf
    }

    private func deliver(_ event: Event) {
        switch event {
        case .opened(let number):
            guard let connection = connections[number] else { return }
            drive(connection.dialer) { $0.opened(connection.dialerLink, at: $1, into: &$2) }
        case .closed(let station, let link):
            guard !stations[station].isDown else { return }
            drive(station) { $0.closed(link, at: $1, into: &$2) }
        case .bytes(let bytes, let number, let toDialer):
            guard let connection = connections[number] else { return }
            reportSent(bytes.count, on: connection, byDialer: !toDialer)
            if toDialer {
                drive(connection.dialer) {
                    $0.receive(bytes.span, on: connection.dialerLink, at: $1, into: &$2)
                }
            } else if let link = connection.dialedLink {
                drive(connection.dialed) { $0.receive(bytes.span, on: link, at: $1, into: &$2) }
            } else {
                greet(number, bytes)
            }
        }
    }

    private func reportSent(_ byteCount: Int, on connection: Connection, byDialer: Bool) {
        let writer = stations[byDialer ? connection.dialer : connection.dialed]
        guard let link = byDialer ? connection.dialerLink : connection.dialedLink else { return }
        writer.machine.links.outputLeft(link, byteCount: byteCount)
    }

    private func greet(_ number: Int, _ bytes: [UInt8]) {
        guard var connection = connections[number] else { return }
        switch connection.handshake.receive(bytes.span) {
        case .needsMoreBytes:
            connections[number] = connection
        case .accepted(let peer):
            // The connection must be known before the welcome is written to it.
            let station = stations[connection.dialed]
            connection.dialedLink = station.machine.accept(
                peer, at: moment(of: connection.dialed), into: &station.effects)
            connections[number] = connection
            performEffects(of: connection.dialed)
        case .refused(_, let reply):
            events.append(.bytes(reply, connection: number, toDialer: true))
        }
    }
}
