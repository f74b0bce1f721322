internal import GridCache
internal import GridDeterminism
internal import GridDriver
internal import GridLink
internal import GridNode
internal import GridReplication
internal import GridSimulator

/// One process of a simulated member, as its `GridCache` uses it.
///
/// An operation is carried out while its caller waits: virtual time passes until the answer is there.
final class SimulatedHost: NodeHost {
    let identity: LinkIdentity
    let replica: Replica
    private let member: Int
    private let life: Int
    private let world: SharedWorld

    init(of process: World.Process, member: Int, in world: SharedWorld) {
        identity = process.identity
        replica = process.replica
        life = process.life
        self.member = member
        self.world = world
    }

    var clock: MemberClock {
        let (world, replica, member, life) = (world, replica, member, life)
        return .simulated {
            world.use { world in
                let wall = world.wall(of: member)
                // A process that has ended answers nobody from the memory that it had.
                if world.process(of: member)?.life != life { replica.refuseRequests() }
                return wall
            }
        }
    }

    var overview: NodeOverview {
        world.use { $0.overview(ofLife: life, of: member) }
    }

    var isStopped: Bool { world.use { $0.process(of: member)?.life != life } }

    var listeningProblem: String? { nil }

    func waitUntilReady(within timeout: Duration) async -> Bool {
        world.use { $0.waitUntilReady(life: life, of: member, within: max(timeout, .zero)) }
    }

    func performLocally(
        _ update: EntryUpdate, _ concern: GridReplication.WriteConcern
    ) throws(OperationFailure) -> Bool {
        try world.use { (world) throws(OperationFailure) in
            try world.change(update, concern: concern, life: life, of: member)
        }
    }

    func perform(_ request: CacheRequest, _ completion: @escaping @Sendable (CacheAnswer) -> Void) {
        completion(world.use { $0.request(request, life: life, of: member) })
    }

    func leave(timeout: Duration) async {
        world.use { $0.leave(life: life, of: member, within: timeout) }
    }

    func stop() {
        world.use { $0.stop(life: life, of: member) }
    }

    /// The process lives as long as its cluster, whether or not the test holds its cache.
    func cacheWasReleased() {}
}

extension World {
    /// What a process knows of the cluster; nothing when its life is over.
    fileprivate func overview(ofLife life: Int, of member: Int) -> NodeOverview {
        var overview = NodeOverview()
        guard let view = view(ofLife: life, of: member) else { return overview }
        overview.members = view.members
        overview.isReady = view.isReady
        overview.viewHash = view.hash
        return overview
    }
}
