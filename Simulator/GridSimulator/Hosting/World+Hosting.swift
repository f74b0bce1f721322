package import GridDeterminism
package import GridLink
package import GridMembership
package import GridNode
import GridStore

/// A world without a scenario: code outside of it makes the requests and the faults, and says how time passes.
///
/// Time stands still between two calls. All of them see the world between two events, never within one.
extension World {
    /// Makes a cluster whose members have these settings and lie in these zones; nothing runs yet.
    package convenience init(
        hosting members: [(settings: MemberSettings, zone: String)], network: NetworkConditions, seed: UInt64
    ) {
        var scenario = Scenario(name: "hosted")
        scenario.nodeCount = members.count
        scenario.zones = members.map(\.zone)
        scenario.network = network
        // Everybody's clock is right until somebody sets it.
        scenario.clockSpread = .zero
        scenario.startInterval = .zero
        scenario.workload.keyCount = 0
        self.init(scenario, seed: seed)
        hostedSettings = members.map(\.settings)
    }

    /// Starts all members, one shortly after the other, and lives on until the last one runs.
    package func startMembers() {
        for member in members {
            queue.schedule(.start(member: member.index), at: now + scenario.startInterval * member.index)
        }
        queue.schedule(.observe, at: now + Inspector.interval)
        advance(by: scenario.startInterval * members.count)
    }

    // MARK: Time

    /// Lives on for `duration`.
    package func advance(by duration: Duration) {
        live(until: now + duration) { false }
    }

    /// Lives on until `isDone` holds between two events, or until `end`; returns whether it holds.
    @discardableResult
    func live(until end: Instant, orUntil isDone: () -> Bool) -> Bool {
        while !isDone() {
            guard let event = advanceToNextEvent(notAfter: end) else {
                now = max(now, end)
                return isDone()
            }
            eventCount += 1
            handle(event)
        }
        return true
    }

    // MARK: Members

    /// A process that runs: what may be known of it outside of the world.
    package struct Process: Sendable {
        /// Which of the member's lives it is, from 1.
        package let life: Int
        package let identity: LinkIdentity
        package let replica: Replica
    }

    /// The running process of a member, or `nil` when none runs.
    package func process(of member: Int) -> Process? {
        members[member].life.map { Process(life: $0.number, identity: $0.identity, replica: $0.replica) }
    }

    /// Until when the process of a member is suspended, if it is.
    package func pauseEnd(of member: Int) -> Instant? {
        members[member].isPaused(at: now) ? members[member].pausedUntil : nil
    }

    /// What the wall clock of a member says, once its process runs.
    ///
    /// Whoever calls it is a thread of that process, and stands still as long as the process does.
    package func wall(of member: Int) -> WallTime {
        waitOutPause(of: member)
        return members[member].wall(at: now)
    }

    func waitOutPause(of member: Int) {
        // Another pause may begin before this one ends.
        while let end = pauseEnd(of: member) { live(until: end) { false } }
    }

    /// The given life of a member, if it is not over.
    func life(_ number: Int, of member: Int) -> MemberLife? {
        members[member].life.flatMap { $0.number == number ? $0 : nil }
    }

    /// The given life of a member, which somebody makes a request to; that it is over becomes part of the account.
    func askedLife(_ number: Int, of member: Int) -> MemberLife? {
        if let life = life(number, of: member) { return life }
        note("the cache of \(members[member].name) was asked, whose process has ended", .other, by: member)
        return nil
    }

    /// How a process sees the cluster.
    package struct View: Sendable {
        /// Everybody who is known, in the order of their identities.
        package let members: [Member]
        package let isReady: Bool
        /// A fingerprint of the live members.
        package let hash: UInt64
    }

    /// How the given life of a member sees the cluster; `nil` when it is over.
    package func view(ofLife number: Int, of member: Int) -> View? {
        life(number, of: member).map { life in
            View(members: life.node.members, isReady: life.node.isReady, hash: life.node.viewHash)
        }
    }

    /// Whether the given life of a member knows what it owns; `nil` when it is over.
    package func isReady(life: Int, of member: Int) -> Bool? {
        self.life(life, of: member)?.node.isReady
    }

    /// Lives on until the given life of a member is ready, or for `timeout`.
    ///
    /// - Returns: `false` when it was not ready in time, or its life ended.
    package func waitUntilReady(life: Int, of member: Int, within timeout: Duration) -> Bool {
        live(until: now + timeout) { isReady(life: life, of: member) != false }
        guard isReady(life: life, of: member) == true else { return false }
        // The threads that serve requests have been told of it, and hear it a moment later.
        let heard = members[member].life?.planes.map(\.latestMail).max() ?? now
        live(until: heard) { false }
        return isReady(life: life, of: member) == true
    }

    /// Has a member leave as its own process would, and ends it when everybody knows, or after `timeout`.
    package func leave(life number: Int, of member: Int, within timeout: Duration) {
        waitOutPause(of: member)
        guard let life = life(number, of: member) else { return }
        note("\(members[member].name) leaves", .life, by: member)
        members[member].wasDisturbed = true
        driveNode(of: life) { node, moment, effects in
            node.leave(handingOverFor: timeout / 2, at: moment, into: &effects)
        }
        live(until: now + timeout) { life.isOver || life.node.hasLeft }
        guard !life.isOver else { return }
        note("\(members[member].name) has left", .life, by: member)
        end(members[member], isSilent: false)
    }

    /// Ends a process at once, so that its peers are told by their systems.
    package func stop(life number: Int, of member: Int) {
        guard life(number, of: member) != nil else { return }
        note("\(members[member].name) ends", .life, by: member)
        members[member].wasDisturbed = true
        end(members[member], isSilent: false)
    }

    // MARK: Faults

    /// Lets something go wrong now.
    package func undergo(_ fault: Fault) { inflict(fault) }

    /// How the network behaves from now on.
    package var networkConditions: NetworkConditions {
        get { network.conditions }
        set { network.conditions = newValue }
    }

    // MARK: What happened

    /// What happened so far, for people: one line each, the time in seconds first.
    package var account: [String] { trace.notes.map(\.line) }

    /// A hash of everything that happened so far.
    package var digest: UInt64 { trace.digest }

    /// Adds a line to the account.
    package func remark(_ text: String) { note(text) }

    /// What must never happen and did.
    package var violations: [Violation] { inspector.violations }

    /// Checks what must hold within each store.
    package func checkStores() {
        for member in members { member.life?.replica.store.checkInvariants() }
    }
}
