import GridDeterminism
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridReplication
import GridRuntime
import GridStore
import Synchronization

/// The control plane on the first loop: drives the ``Node``, receives strangers, and passes on what the data
/// planes must know.
///
/// Confined to the thread of its loop, except where it says otherwise.
final class ControlDriver: @unchecked Sendable {
    // `@unchecked Sendable`: `published`, `failed`, `refusals` and `readiness` are synchronised; every other use happens on the loop's
    // thread, as the machine's driver checks.

    /// How often expired entries are looked for, and how many entries are looked at each time.
    private static let sweepInterval = Duration.milliseconds(100)
    private static let sweepBudget = 2_048

    let readiness = Readiness()

    private let configuration: NodeConfiguration
    private let loop: EventLoop
    private let planes: [PlaneDriver]
    private let observer: @Sendable (NodeOccurrence) -> Void
    private let published = Mutex(NodeOverview())
    private let failed = Mutex(SocketError?.none)
    private let refusals = Atomic<UInt64>(0)

    private var driver: MachineDriver<Node>?
    private var acceptor: Acceptor?
    private var listener: TCPListener?
    private var sweepTimer: LoopTimer?
    private var nextPlane = 0
    private var onLeft: (() -> Void)?

    init(
        _ configuration: NodeConfiguration, on loop: EventLoop, planes: [PlaneDriver],
        observer: @escaping @Sendable (NodeOccurrence) -> Void
    ) {
        self.configuration = configuration
        self.loop = loop
        self.planes = planes
        self.observer = observer
    }

    /// What is known of the cluster; from any thread.
    var overview: NodeOverview { published.withLock { $0 } }

    /// Why the node does not serve, once that is known; from any thread.
    var failure: SocketError? { failed.withLock { $0 } }

    /// How many strangers were turned down; from any thread.
    var refusedStrangerCount: UInt64 { refusals.load(ordering: .relaxed) }

    /// Begins on the loop's thread.
    ///
    /// A node that others cannot reach must not take part: if the port cannot be listened on, nothing begins, the
    /// observer hears of it, and nobody waits for the node to be ready.
    func start(seeds: [NodeAddress], replica: Replica, on listener: TCPListener) {
        listener.onRefusal = { [weak self] error in self?.observer(.notAccepted(error)) }
        do throws(SocketError) {
            try listener.start(on: loop) { [weak self] socket in self?.acceptor?.receive(socket) }
        } catch {
            failed.withLock { $0 = error }
            readiness.close()
            observer(.failed(error))
            return
        }
        let node = Node(
            configuration: configuration, replica: replica, random: SeededRandom(seed: SystemEntropy.seed()))
        let driver = MachineDriver(
            node, on: loop, connectTimeout: configuration.controlLink.connectTimeout,
            onReport: { [weak self] in self?.report($0) }
        ) { [weak self] effects in
            self?.perform(effects)
        }
        self.driver = driver
        self.listener = listener
        acceptor = Acceptor(
            local: configuration.identity, on: loop,
            handshakeTimeout: configuration.controlLink.connectTimeout,
            onMember: { [weak self] peer, socket in self?.route(peer, socket) },
            onRefusal: { [weak self] stranger in self?.refused(stranger) })
        observer(.started)
        driver.run { $0.start(seeds: seeds, at: $1, into: &$2) }
        publish()
        sweep(replica.store)
    }

    /// Passes on what a link table wants its operator to know; from any thread.
    func report(_ report: LinkReport) { observer(.troubled(report)) }

    private func refused(_ stranger: RefusedStranger) {
        refusals.wrappingAdd(1, ordering: .relaxed)
        observer(.refused(stranger))
    }

    /// Tells the flushers of outboxes that something waits there; from any thread.
    func wake(_ outboxes: [Outbox]) {
        for outbox in outboxes {
            let plane = planes[Int(outbox.number) % planes.count]
            plane.loop.submit {
                plane.machine?.run { $0.outboxWoke(outbox, at: $1, into: &$2) }
            }
        }
    }

    /// Leaves the cluster; from any thread.
    ///
    /// Returns when the others know, or when `timeout` is over.
    func leave(timeout: Duration) async {
        await withCheckedContinuation { continuation in
            let isTaken = loop.submit { [self] in
                guard let driver else { return continuation.resume() }
                if let first = onLeft {
                    // Somebody asked already: both hear of the same end.
                    onLeft = {
                        first()
                        continuation.resume()
                    }
                    return
                }
                let timer = LoopTimer(on: loop)
                onLeft = {
                    timer.close()
                    continuation.resume()
                }
                timer.onFire = { [weak self] in self?.reportLeft() }
                timer.arm(at: loop.now + timeout)
                driver.run { $0.leave(handingOverFor: timeout / 2, at: $1, into: &$2) }
            }
            if !isTaken { continuation.resume() }
        }
    }

    /// Tells everybody who waits that the node has left, or that it takes too long.
    private func reportLeft() {
        let waiting = onLeft
        onLeft = nil
        waiting?()
    }

    func close() {
        reportLeft()
        sweepTimer?.close()
        listener?.close()
        acceptor?.close()
        driver?.close()
        driver = nil
    }

    // MARK: Private

    private func perform(_ effects: NodeEffects) {
        for change in effects.changes { observer(.changed(change)) }
        if let ownership = effects.ownership {
            for plane in planes {
                plane.loop.submit {
                    plane.machine?.run { $0.ownershipChanged(to: ownership, at: $1, into: &$2) }
                }
            }
        }
        // Behind the ownership, which the planes must know first.
        wake(effects.wokenOutboxes)
        guard !effects.changes.isEmpty || effects.ownership != nil || onLeft != nil else { return }
        // The machine is being driven right now; look at it afterwards.
        loop.submit { [weak self] in self?.publish() }
    }

    private func publish() {
        guard let driver else { return }
        var overview = NodeOverview()
        driver.inspect { node in
            overview.members = node.members
            overview.isReady = node.isReady
            overview.viewHash = node.viewHash
        }
        let hasLeft = driver.inspect { $0.hasLeft }
        let wasReady = published.withLock { published in
            defer { published = overview }
            return published.isReady
        }
        if overview.isReady, !wasReady {
            observer(.ready(memberCount: overview.liveMemberCount))
            readiness.open()
        }
        if hasLeft { reportLeft() }
    }

    private func route(_ peer: AcceptedPeer, _ socket: AcceptedSocket) {
        switch peer.lane {
        case .control:
            driver?.accept(peer, over: socket)
        case .data:
            let plane = planes[nextPlane % planes.count]
            nextPlane += 1
            plane.loop.submit { plane.machine?.accept(peer, over: socket) }
        }
    }

    private func sweep(_ store: ShardedStore) {
        let timer = LoopTimer(on: loop)
        sweepTimer = timer
        timer.onFire = { [weak self, weak timer] in
            guard let self, let timer else { return }
            _ = store.sweep(budget: Self.sweepBudget, at: SystemClock().wall)
            timer.arm(at: loop.now + Self.sweepInterval)
        }
        timer.arm(at: loop.now + Self.sweepInterval)
    }
}
