internal import GridNode
internal import GridSimulator
private import Synchronization

/// A simulated world that tasks and threads use in turn.
final class SharedWorld: Sendable {
    private let world: Mutex<World>

    init(
        hosting members: [(settings: MemberSettings, zone: String)],
        network: GridSimulator.NetworkConditions, seed: UInt64
    ) {
        world = Mutex(World(hosting: members, network: network, seed: seed))
    }

    /// Calls `body` when no other call is under way; `body` must not use the world in another way.
    func use<Result, Failure: Error>(
        _ body: (borrowing World) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try world.withLock { (world) throws(Failure) in try body(world) }
    }
}
