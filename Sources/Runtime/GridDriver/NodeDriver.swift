import GridDeterminism
package import GridIdentity
package import GridLink
import GridMembership
package import GridNode
package import GridReplication
package import GridRuntime
import GridStore
import GridVersioning
private import Synchronization

/// A running node: the control plane on the first loop, a data plane on every loop, and the port that peers use.
///
/// Everything here may be called from any thread, unless it says otherwise.
package final class NodeDriver: Sendable {
    package let replica: Replica
    package let loops: EventLoopGroup
    /// One for each loop, in the order of the loops.
    package let planes: [PlaneDriver]
    /// Where the node listens, with the port that the system picked if it was asked to.
    package let boundAddress: NodeAddress

    private let configuration: RuntimeConfiguration
    private let listener: TCPListener
    private let control: ControlDriver
    private let life = Mutex(Life.idle)
    private let turn = Atomic<UInt>(0)

    private enum Life {
        case idle
        case running
        case stopped
    }

    /// Claims the port and reserves what the node needs; nothing runs yet.
    ///
    /// When the configured port is 0, the node is known by the port that the system picked.
    ///
    /// - Throws: ``SocketError`` that names the address.
    package init(
        _ configuration: RuntimeConfiguration, observer: @escaping @Sendable (NodeOccurrence) -> Void
    ) throws(SocketError) {
        var configuration = configuration
        listener = try TCPListener(binding: configuration.bindAddress)
        boundAddress = listener.boundAddress
        if configuration.node.identity.address.port == 0 {
            configuration.node.identity = configuration.node.identity.at(
                port: boundAddress.port, renaming: configuration.isNameDerived)
        }
        self.configuration = configuration
        replica = Replica(
            node: configuration.node.identity.node, store: ShardedStore(configuration.store),
            clock: HybridLogicalClock(maximumOffset: configuration.maximumClockOffset))
        loops = EventLoopGroup(count: configuration.loopCount, name: "grid")
        planes = loops.loops.map { PlaneDriver(on: $0) }
        control = ControlDriver(configuration.node, on: loops[0], planes: planes, observer: observer)
    }

    /// The identity that the node has in its cluster.
    package var identity: LinkIdentity { configuration.node.identity }

    /// Starts the threads, and looks for the cluster.
    ///
    /// - Throws: ``SocketError`` when descriptors or threads are used up; the node cannot be started again then.
    package func start() throws(SocketError) {
        life.withLock { $0 = .running }
        try loops.start()
        let (replica, configuration, control, listener) = (replica, configuration, control, listener)
        for plane in planes {
            plane.loop.submit {
                let machine = DataPlane(
                    local: configuration.node.identity, replica: replica,
                    configuration: configuration.node.dataPlane)
                plane.start(
                    machine, connectTimeout: configuration.node.dataPlane.link.connectTimeout,
                    onReport: { control.report($0) }, onWoken: { control.wake($0) })
            }
        }
        loops[0].submit {
            control.start(seeds: configuration.seeds, replica: replica, on: listener)
        }
    }

    // MARK: Requests

    /// Carries a request out on whichever loop has its turn; `completion` runs there.
    package func perform(_ request: CacheRequest, _ completion: @escaping @Sendable (CacheAnswer) -> Void) {
        let plane = planes[Int(turn.wrappingAdd(1, ordering: .relaxed).oldValue % UInt(planes.count))]
        let isTaken = plane.loop.submit { plane.perform(request, completion) }
        if !isTaken { completion(.failed(.shuttingDown)) }
    }

    /// Makes a change on the calling thread, if no other copy is needed before it is acknowledged.
    ///
    /// - Returns: `false` when other nodes have to confirm; nothing has been done then.
    package func performLocally(_ update: EntryUpdate, _ concern: WriteConcern) throws(OperationFailure)
        -> Bool
    {
        guard update.isBlind else { return false }
        let slot = KeySlot(of: update.key.span)
        guard replica.owns(slot), concern == .one || concern == .local else { return false }
        let write = try replica.accept(update, in: slot, at: SystemClock().wall)
        control.wake(try replica.replicate(write, key: update.key, to: write.owners))
        return true
    }

    // MARK: What is known

    /// The members and the state of this node, as of the last change.
    package var overview: NodeOverview { control.overview }

    /// Why the node does not serve although it was started.
    package var failure: SocketError? { control.failure }

    /// How many strangers were turned down.
    package var refusedStrangerCount: UInt64 { control.refusedStrangerCount }

    /// Whether the node was stopped.
    package var isStopped: Bool {
        life.withLock { if case .stopped = $0 { true } else { false } }
    }

    /// Waits until the node knows what it owns.
    ///
    /// - Returns: `false` when the node was stopped, or the task cancelled, before that.
    package func waitUntilReady() async -> Bool { await control.readiness.wait() }

    // MARK: End

    /// Leaves the cluster: tells the others, and returns when they know or `timeout` is over.
    package func leave(timeout: Duration) async {
        let isRunning = life.withLock { if case .running = $0 { true } else { false } }
        guard isRunning else { return }
        await control.leave(timeout: timeout)
    }

    /// Ends all loops.
    ///
    /// What is under way fails. Repeated calls do nothing.
    ///
    /// - Precondition: the caller is not on one of the loops.
    package func stop() {
        let wasRunning = life.withLock { life -> Bool in
            defer { life = .stopped }
            if case .running = life { return true }
            return false
        }
        control.readiness.close()
        replica.refuseRequests()
        guard wasRunning else { return loops.stop() }
        let control = control
        loops[0].submit { control.close() }
        for plane in planes { plane.loop.submit { plane.close() } }
        loops.stop()
    }
}

extension LinkIdentity {
    /// The same node at another port, and named after it if asked to.
    fileprivate func at(port: UInt16, renaming isRenamed: Bool) -> LinkIdentity {
        guard let address = NodeAddress(host: address.host, port: port) else {
            preconditionFailure("the host \(address.host) was valid before")
        }
        let name = isRenamed ? address.description : node.name
        return LinkIdentity(
            cluster: cluster, node: NodeID(name: name, epoch: node.epoch), address: address,
            settings: settings)
    }
}
