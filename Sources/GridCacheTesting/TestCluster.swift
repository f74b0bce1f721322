public import GridCache
internal import GridDeterminism
internal import GridSimulator
private import Synchronization

/// A whole cluster in virtual time, inside a test: real members, a network that breaks on demand, one seed.
///
///     let cluster = try TestCluster(memberCount: 5, seed: 1)
///     try await cluster[0].cache.set("session:1", to: "x")
///     try cluster.settle()
///     cluster[3].crash()
///     cluster.advance(by: .seconds(10))
///     let value = try await cluster[1].cache.get("session:1")
///
/// The members run the code that runs in production; only clocks, sockets and chance are simulated. Each member has a
/// real `GridCache`, to be handed to the code under test.
///
/// **Time** stands still between calls. It passes in ``advance(by:)``, in ``settle(within:)``, while an operation waits
/// for other members, and while somebody sleeps on the ``clock``. It costs no real time but that of computing.
///
/// **Determinism.** The same seed and the same calls in the same order give the same result, to the last byte. All
/// calls may be made from any task or thread; they take their turns, and each is over before the next one begins. The
/// order of calls from several tasks is that of the tasks, and no seed decides it.
public final class TestCluster: Sendable {
    /// The seed of everything that is random.
    public let seed: UInt64
    /// How many members the cluster has, those that are down included.
    public let memberCount: Int

    let world: SharedWorld
    private let options: [GridCache.Options]
    private let caches: Mutex<[HostedCache]>

    /// The cache of a process of a member.
    private struct HostedCache {
        let life: Int
        let cache: GridCache
    }

    /// Starts a cluster of equal members; when it returns, they have found one another and settled.
    ///
    /// The members are named a, b, c and so on. The simulated world gives them names, addresses and seeds; what
    /// `options` say of these, and of threads, has no meaning here.
    ///
    /// - Throws: `GridCacheError.invalidOptions`, or ``TestClusterError/notSettled(after:disagreements:account:)`` when
    ///   the network is too bad for a cluster.
    /// - Precondition: there is at least one member.
    public convenience init(
        memberCount: Int = 3, seed: UInt64 = 1, options: GridCache.Options = GridCache.Options(),
        network: NetworkConditions = NetworkConditions()
    ) throws {
        precondition(memberCount > 0, "a cluster of \(memberCount) members")
        try self.init(
            members: Array(repeating: options, count: memberCount), seed: seed, network: network)
    }

    /// Starts a cluster of members with options of their own, for example in different zones.
    ///
    /// As ``init(memberCount:seed:options:network:)`` otherwise.
    ///
    /// - Throws: `GridCacheError.invalidOptions`, or ``TestClusterError/notSettled(after:disagreements:account:)``; the
    ///   members never find one another if their options differ in what all members of a cluster must agree in.
    /// - Precondition: there is at least one member.
    public init(
        members options: [GridCache.Options], seed: UInt64 = 1,
        network: NetworkConditions = NetworkConditions()
    ) throws {
        precondition(!options.isEmpty, "a cluster of no members")
        self.seed = seed
        self.options = options
        memberCount = options.count
        let hosted = try options.map { (settings: try $0.checkedMemberSettings, zone: $0.zone) }
        let world = SharedWorld(hosting: hosted, network: network.simulated, seed: seed)
        self.world = world
        caches = Mutex([])
        world.use { $0.startMembers() }
        try settle(within: .seconds(60))
        let first = options.indices.compactMap { index in
            world.use { $0.process(of: index) }.map { host(index, $0) }
        }
        caches.withLock { $0 = first }
    }

    // MARK: Members

    /// A member by its position, from 0.
    ///
    /// - Precondition: there is such a member.
    public subscript(index: Int) -> Member {
        precondition(
            0..<memberCount ~= index, "the cluster has the members 0 to \(memberCount - 1), and no \(index)")
        return Member(cluster: self, index: index)
    }

    /// All members, those that are down included.
    public var members: [Member] { (0..<memberCount).map { Member(cluster: self, index: $0) } }

    /// The positions of the members that are to hold a copy of `key`, the first owner first.
    ///
    /// It is the view of the first member that runs and is ready; empty when there is none.
    public func owners(of key: some CacheBytes) -> [Int] {
        let key = key.withCacheBytes { bytes in bytes.indices.map { bytes[$0] } }
        return world.use { $0.owners(ofKey: key) }
    }

    /// The cache of the latest process of a member.
    func cache(of member: Int) -> GridCache {
        let process = world.use { $0.process(of: member) }
        return caches.withLock { caches in
            if let process, process.life > caches[member].life { caches[member] = host(member, process) }
            return caches[member].cache
        }
    }

    private func host(_ member: Int, _ process: World.Process) -> HostedCache {
        let host = SimulatedHost(of: process, member: member, in: world)
        return HostedCache(life: process.life, cache: GridCache(host: host, options: options[member]))
    }

    // MARK: Time

    /// How much virtual time has passed since the cluster was made.
    public var elapsed: Duration { world.use { $0.now.elapsed(since: .zero) } }

    /// Lets virtual time pass, and returns at once.
    ///
    /// - Precondition: `duration` is not negative.
    public func advance(by duration: Duration) {
        precondition(duration >= .zero, "time cannot go back by \(duration)")
        world.use { $0.advance(by: duration) }
    }

    /// Lets virtual time pass until so much has elapsed since the cluster was made; none if it has already.
    func advance(to elapsed: Duration) {
        world.use { $0.advance(by: max(.zero, elapsed - $0.now.elapsed(since: .zero))) }
    }

    /// Lets virtual time pass until the cluster has come to rest.
    ///
    /// That is so when all members that run see exactly the members that run, place the keys alike and have received what
    /// they own, when nothing waits to be replicated, and all owners of every key hold the same value.
    ///
    /// - Throws: ``TestClusterError/notSettled(after:disagreements:account:)`` when that takes longer than `patience`,
    ///   for example because nobody has healed a partition.
    public func settle(within patience: Duration = .seconds(60)) throws(TestClusterError) {
        precondition(patience >= .zero, "a negative time to settle: \(patience)")
        let (disagreements, account) = world.use { world in
            let disagreements = world.settle(within: patience)
            return (disagreements, disagreements.isEmpty ? [] : world.account)
        }
        guard disagreements.isEmpty else {
            throw .notSettled(after: patience, disagreements: disagreements, account: account.suffix(20))
        }
    }

    // MARK: What happened

    /// What happened so far, for the message of a failed test: one line each, virtual seconds first.
    ///
    /// It has the faults, what each member sees of the others, and the operations that could not be answered from the
    /// member's own memory. It ends after 20,000 lines.
    public var account: String { world.use { $0.account }.joined(separator: "\n") }

    /// Checks what must hold at any time: stores are consistent, clocks do not run away, queues are bounded, nobody who is
    /// reachable was declared dead.
    ///
    /// A test of your app need not call it: it finds defects of GridCache, which you should report with the seed.
    ///
    /// - Throws: ``TestClusterError/violated(rule:details:)``.
    public func checkInvariants() throws(TestClusterError) {
        let violation = world.use { world in
            world.checkStores()
            return world.violations.first
        }
        guard let violation else { return }
        throw .violated(rule: violation.rule.rawValue, details: violation.details)
    }
}

extension TestCluster: CustomStringConvertible {
    /// The seed, the virtual time and the state of every member.
    public var description: String {
        let states = members.map { "\($0.name) \($0.state)" }.joined(separator: ", ")
        return "cluster with seed \(seed) after \(elapsed): \(states)"
    }
}
