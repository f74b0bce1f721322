import GridDeterminism
import GridLink
import GridNode
import GridRuntime
import GridTransport

/// Drives one state machine on one loop: feeds it what happens, performs what it wants, wakes it when it is due.
///
/// It decides nothing about the protocol. Confined to the thread of its loop.
final class MachineDriver<Machine: DrivenMachine & ~Copyable>: @unchecked Sendable {
    // `@unchecked Sendable`: a reference may be kept anywhere, but every use happens on the loop's thread, which
    // `run` checks.

    let loop: EventLoop
    private let transport: TCPTransport
    private let timer: LoopTimer
    private let clock = SystemClock()
    private var machine: Machine
    /// What the machine wants and has not got yet.
    private var effects = Machine.Effects()
    /// What is being done for the machine; apart, because doing it can make something else happen to the machine.
    private var performing = Machine.Effects()
    private var isPerforming = false
    private var hasMoreEffects = false
    /// Performs what is not about connections.
    private let performOthers: (inout Machine.Effects) -> Void

    /// Makes a driver on the current loop.
    init(
        _ machine: consuming Machine, on loop: EventLoop, connectTimeout: Duration,
        onReport: @escaping (LinkReport) -> Void,
        performOthers: @escaping (inout Machine.Effects) -> Void
    ) {
        precondition(loop.isCurrent, "a driver is made on its own loop, \(loop.name)")
        self.loop = loop
        self.machine = machine
        self.performOthers = performOthers
        transport = TCPTransport(on: loop, connectTimeout: connectTimeout)
        timer = LoopTimer(on: loop)
        timer.onFire = { [weak self] in
            self?.run { $0.reachedDeadline(at: $1, into: &$2) }
        }
        transport.onOpened = { [weak self] link in
            self?.run { $0.opened(link, at: $1, into: &$2) }
        }
        transport.onReceived = { [weak self] link, bytes in
            self?.run { $0.receive(bytes, on: link, at: $1, into: &$2) }
        }
        transport.onSent = { [weak self] link, byteCount in
            // Nothing follows from it, so the machine need not be driven.
            self?.machine.links.outputLeft(link, byteCount: byteCount)
        }
        transport.onReport = onReport
        transport.onClosed = { [weak self] link in
            self?.run { $0.closed(link, at: $1, into: &$2) }
        }
    }

    /// Lets `event` happen to the machine, then performs its effects and sets the alarm.
    @discardableResult
    func run<Result>(_ event: (inout Machine, Moment, inout Machine.Effects) -> Result) -> Result {
        precondition(loop.isCurrent, "a machine is driven on its own loop, \(loop.name)")
        let result = event(&machine, Moment(instant: loop.now, wall: clock.wall), &effects)
        performEffects()
        return result
    }

    /// Hands over a connection whose hello was accepted.
    func accept(_ peer: AcceptedPeer, over socket: AcceptedSocket) {
        // A connection that broke meanwhile is made again by the peer when it needs it.
        guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
        let now = Moment(instant: loop.now, wall: clock.wall)
        let link = machine.accept(peer, at: now, into: &effects)
        // The transport must know the connection before the welcome is written to it.
        transport.serve(stream, as: link)
        performEffects()
    }

    /// Performs what the machine wants, and what it wants because of that.
    ///
    /// Who learns that a request is answered may begin the next one at once; the call that is going on already then
    /// performs the effects of both.
    private func performEffects() {
        hasMoreEffects = true
        guard !isPerforming else { return }
        isPerforming = true
        while hasMoreEffects {
            hasMoreEffects = false
            swap(&effects, &performing)
            transport.perform(performing.links)
            performOthers(&performing)
            performing.removeAll()
        }
        isPerforming = false
        if let deadline = machine.nextDeadline { timer.arm(at: deadline) } else { timer.disarm() }
    }

    /// Looks at the machine without changing it.
    func inspect<Result>(_ body: (borrowing Machine) -> Result) -> Result {
        body(machine)
    }

    func close() {
        timer.close()
        transport.closeAll()
    }
}

/// What a driver needs of a state machine beside its links.
protocol DrivenMachine: LinkOwner, ~Copyable where Effects: DrivenEffects {
    var nextDeadline: Instant? { get }
    mutating func reachedDeadline(at now: Moment, into effects: inout Effects)
}

/// Effects in a buffer that is reused.
protocol DrivenEffects: LinkEffects {
    init()
    mutating func removeAll()
}

extension Node: DrivenMachine {}
extension NodeEffects: DrivenEffects {}
extension DataPlane: DrivenMachine {}
extension DataPlaneEffects: DrivenEffects {}
