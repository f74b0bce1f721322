import GridCollections
import GridDeterminism
import GridIdentity
import GridMembership
import GridNode
import GridPlacement
import GridReplication
import GridStore
import GridVersioning

/// The omniscient observer: gathers what the checkers need to know and collects what they find.
final class Inspector {
    /// How often everything is looked at.
    static let interval: Duration = .milliseconds(500)
    /// A run ends at its first violation; this is how many of one kind the last inspection lists.
    private static let maximumViolationCount = 5

    private(set) var violations: [Violation] = []
    var isSettling = false
    var settlingBeganAt = Instant.zero
    /// When, while settling, the cluster was first found to agree for good.
    private(set) var convergedAt: Instant?

    /// All lives of all members in the order of their starts.
    private(set) var lives: [MemberLife] = []
    private(set) var clocks: ClockChecker
    private var survival: SurvivalChecker
    private var carriage = CarriageChecker()
    private var recency: RecencyChecker
    private let queues: QueueChecker
    private let deadlines: DeadlineChecker
    private let keyCount: Int
    /// The keys of the workload and their slots.
    let keys: [(bytes: [UInt8], slot: KeySlot)]
    private var inspectionCount = 0
    private var epochOfLatestInspection = -1
    private var hasStableViews = false
    /// Whether anybody was seen to have dropped entries for lack of room: then missing copies mean nothing.
    private var hasEvictions = false

    init(_ scenario: Scenario) {
        keyCount = scenario.workload.keyCount
        keys = (0..<keyCount).map { key in
            let bytes = World.keyBytes(key)
            return (bytes, KeySlot(of: bytes.span))
        }
        clocks = ClockChecker(memberCount: scenario.nodeCount)
        survival = SurvivalChecker(keyCount: keyCount)
        recency = RecencyChecker(keyCount: keyCount)
        let limits = scenario.outboxLimits
        let plane = scenario.dataPlane
        queues = QueueChecker(
            limits: limits, maximumOperationCount: plane.maximumOperationCount,
            memberCount: scenario.nodeCount, planeCount: scenario.planeCount)
        deadlines = DeadlineChecker(readTimeout: plane.readTimeout, writeTimeout: plane.writeTimeout)
    }

    var hasFailed: Bool { !violations.isEmpty }

    func report(_ rule: Violation.Rule, _ details: String?, in world: World) {
        guard let details, violations.count < Self.maximumViolationCount else { return }
        violations.append(Violation(rule: rule, time: world.now, details: details))
    }

    // MARK: Operations

    /// What is true of the whole cluster as an operation begins.
    func context(of operation: OperationRecord, in world: World) -> OperationContext {
        var context = OperationContext()
        context.epochOfViews = world.epochOfViews
        guard case .read(_, let level) = operation.request else { return context }
        context.isSurelyPresent = isSurelyPresent(operation, in: world)
        guard hasStableViews, !hasEvictions, epochOfLatestInspection == world.epochOfViews,
            let life = world.members[operation.member].life
        else { return context }
        let ownerCount = life.replica.ownership.table.ownerCount
        context.requiredVersion = recency.requiredVersion(
            key: operation.key, answerCount: RecencyChecker.promisedAnswers(level, ownerCount: ownerCount),
            ownerCount: ownerCount, epochOfViews: world.epochOfViews)
        return context
    }

    /// A client was told the answer.
    func answered(_ operation: OperationRecord, in world: World) {
        report(.deadline, deadlines.check(operation, at: world.now), in: world)
        switch operation.answer {
        case .found(let entry):
            checkFound(entry, by: operation, in: world)
        case .missing:
            let since = Instant(
                nanoseconds: operation.begunAt.nanoseconds
                    - min(operation.begunAt.nanoseconds, 15_000_000_000))
            let finding = MissChecker().check(
                key: operation.key, wasSurelyPresent: operation.context.isSurelyPresent,
                isSurelyPresent: operation.context.isSurelyPresent && isSurelyPresent(operation, in: world),
                wasRemoved: world.history.mayHaveBeenRemoved(operation.key, since: since))
            report(.miss, finding, in: world)
        case .updated(let result):
            if let previous = result.previous {
                report(.value, check(previous, key: operation.key, world), in: world)
            }
            if result.isApplied { acknowledge(operation, in: world) }
        case .failed, nil:
            break
        }
    }

    private func check(_ entry: FoundEntry, key: Int, _ world: World) -> String? {
        ValueChecker().check(entry.value, readUnder: key, in: world.history.operations)
    }

    private func checkFound(_ entry: FoundEntry, by operation: OperationRecord, in world: World) {
        report(.value, check(entry, key: operation.key, world), in: world)
        let wall = world.members[operation.member].wall(at: world.now)
        report(.expiry, ExpiryChecker().check(entry, key: operation.key, servedAt: wall), in: world)
        if let required = operation.context.requiredVersion,
            operation.context.epochOfViews == world.epochOfViews
        {
            report(.recency, recency.check(entry, key: operation.key, required: required), in: world)
        }
    }

    /// Remembers what an acknowledgement promises.
    private func acknowledge(_ operation: OperationRecord, in world: World) {
        guard case .update(_, let concern) = operation.request else { return }
        let holdings = holdings(of: operation.key, in: world, withContents: false)
        let floor = operation.versionFloor
        let write = SurvivalChecker.AcknowledgedWrite(
            operation: operation.number, key: operation.key, floor: floor,
            version: version(writtenBy: operation, among: holdings, in: world), holders: [])
        let holders = lives(holding: write, among: holdings, in: world)
        if concern == .local, let life = world.members[operation.member].life, let index = index(of: life),
            !holders.contains(index)
        {
            // The accepting node does not hold it, but it carries it until the owners do.
            carriage.carry(write, by: index)
        }
        survival.acknowledge(write.held(by: holders))
        world.observer.acknowledged(write, by: operation, in: world)
        if hasStableViews, epochOfLatestInspection == world.epochOfViews,
            operation.context.epochOfViews == world.epochOfViews,
            let life = world.members[operation.member].life
        {
            let ownerCount = life.replica.ownership.table.ownerCount
            recency.acknowledge(
                key: operation.key, floor: floor,
                copyCount: RecencyChecker.promisedCopies(concern, ownerCount: ownerCount),
                epochOfViews: world.epochOfViews)
        }
    }

    /// The version that a write was given, if anybody holds its value.
    ///
    /// It is greater than the floor, so the values of older versions need not be looked at.
    private func version(
        writtenBy operation: OperationRecord, among holdings: [Holding], in world: World
    ) -> Version? {
        guard let value = operation.newValue else { return nil }
        let hash = Self.contentHash(of: value)
        return holdings.first { holding in
            guard holding.isLive, let version = holding.version, version.timestamp > operation.versionFloor,
                let life = world.members[holding.member].life
            else { return false }
            return contentHash(of: operation.key, heldBy: life) == hash
        }?.version
    }

    /// A process is about to end: what it holds of carried writes may end with it.
    func willEndLife(in world: World) {
        for write in carriage.takeArrived(holders: { holders(of: $0, in: world) }) {
            survival.acknowledge(write)
        }
    }

    /// The lives that hold a write now, or something newer.
    private func holders(of write: SurvivalChecker.AcknowledgedWrite, in world: World) -> [Int] {
        lives(holding: write, among: holdings(of: write.key, in: world, withContents: false), in: world)
    }

    private func lives(
        holding write: SurvivalChecker.AcknowledgedWrite, among holdings: [Holding], in world: World
    ) -> [Int] {
        holdings.filter { write.isCovered(by: $0.version) }.compactMap { holding in
            world.members[holding.member].life.flatMap { index(of: $0) }
        }
    }

    private func index(of life: MemberLife) -> Int? {
        if let index = lives.lastIndex(where: { $0 === life }) { return index }
        lives.append(life)
        return lives.count - 1
    }

    // MARK: Views

    func memberChanged(_ change: MemberChange, seenBy life: MemberLife, in world: World) {
        let finding = DeathChecker().check(change, seenBy: life.member) { name in
            world.members.first { $0.name == name }?.wasDisturbed ?? true
        }
        report(.falseDeath, finding, in: world)
    }

    private func views(in world: World) -> [AgreementChecker.View] {
        world.core.map { life in
            let table = life.replica.ownership.table
            return AgreementChecker.View(
                member: life.member, viewHash: life.viewHash, placementFingerprint: table.fingerprint,
                placedCount: table.members.count, ownedSlotCount: life.replica.ownedSlotCount,
                settledSlotCount: life.replica.settledSlotCount)
        }
    }

    // MARK: Looking at everything

    /// Looks at all members, and at a part of the keys.
    func observe(_ world: World) {
        inspectionCount += 1
        noteStability(of: world)
        for member in world.members {
            guard let life = member.life else { continue }
            life.noteEvictions()
            hasEvictions = hasEvictions || life.hasEvicted
            observe(life, of: member, in: world)
        }
        for number in world.history.pending {
            report(.deadline, deadlines.check(world.history[number], at: world.now), in: world)
        }
        for key in stride(from: inspectionCount % 8, to: keyCount, by: 8) {
            checkMonotony(of: key, in: world)
            checkProvenance(of: key, in: world)
        }
        if isSettling, convergedAt == nil || inspectionCount % 4 == 0 {
            let hasConverged = hasConverged(world)
            if !hasConverged { convergedAt = nil } else if convergedAt == nil { convergedAt = world.now }
        }
    }

    private func noteStability(of world: World) {
        if epochOfLatestInspection == world.epochOfViews { return }
        epochOfLatestInspection = world.epochOfViews
        let tables = world.members.compactMap { $0.life?.replica.ownership.table.fingerprint }
        // Messages between threads take microseconds, so what was published before the last inspection is known.
        hasStableViews = tables.allSatisfy { $0 == tables.first }
    }

    private func observe(_ life: MemberLife, of member: SimulatedMember, in world: World) {
        let wall = member.wall(at: world.now)
        let latest = life.replica.clock.latest
        let finding = clocks.observe(
            member: member.index, life: life.number, latest: latest, at: wall,
            greatestLead: life.replica.clock.maximumOffset + .milliseconds(member.setBackMilliseconds + 1))
        report(.clock, finding, in: world)
        var (waitingKeyCount, waitingSlotCount) = (0, 0)
        life.forgetRestingOutboxes()
        for outbox in life.busyOutboxes {
            let statistics = outbox.statistics
            waitingKeyCount += statistics.waitingKeyCount
            waitingSlotCount += statistics.waitingSlotCount
            let finding = queues.check(statistics, from: member.index, to: outbox.peer.name)
            report(.bounded, finding, in: world)
        }
        let operationCount = life.planes.map { $0.plane.operationCount }.max() ?? 0
        report(
            .bounded,
            queues.check(operationCount: operationCount, linkCounts: life.linkCounts, of: member.index),
            in: world)
        let store = life.replica.store.statistics
        world.trace.record(
            state: [
                UInt64(member.index), life.viewHash, latest.packed, UInt64(store.liveEntryCount),
                UInt64(store.tombstoneCount), UInt64(life.replica.settledSlotCount),
                UInt64(waitingKeyCount), UInt64(waitingSlotCount),
            ], at: world.now)
        if inspectionCount % 16 == member.index % 16 {
            life.replica.store.checkInvariants()
        }
    }

    private func checkMonotony(of key: Int, in world: World) {
        let (bytes, slot) = keys[key]
        let finding = survival.checkHolders(of: key) { index in
            guard !lives[index].isOver, !lives[index].hasEvicted else { return nil }
            return .some(lives[index].replica.store.metadata(forKey: bytes.span, in: slot)?.version)
        }
        report(.monotony, finding, in: world)
    }

    // MARK: Keys

    /// What every living member holds of a key; without contents, hashes of values are zero.
    func holdings(of key: Int, in world: World, withContents: Bool = true) -> [Holding] {
        let (bytes, slot) = keys[key]
        return world.members.compactMap { member in
            guard let life = member.life else { return nil }
            let (isOwner, isSettled) = (life.replica.owns(slot), life.replica.isSettled(slot))
            guard let metadata = life.replica.store.metadata(forKey: bytes.span, in: slot) else {
                return Holding(
                    member: member.index, version: nil, isLive: false, isOwner: isOwner, isSettled: isSettled)
            }
            return Holding(
                member: member.index, version: metadata.version, isTombstone: metadata.isTombstone,
                isLive: metadata.isLive(at: member.wall(at: world.now)), expiry: metadata.expiry,
                contentHash: withContents ? contentHash(of: key, heldBy: life) : 0, isOwner: isOwner,
                isSettled: isSettled)
        }
    }

    /// A hash of the value that a life holds; zero when it holds none.
    private func contentHash(of key: Int, heldBy life: MemberLife) -> UInt64 {
        let (bytes, slot) = keys[key]
        let value = life.replica.store.withStoredEntry(forKey: bytes.span, in: slot) { metadata, stored in
            self.value(of: metadata, stored)
        }
        return (value ?? nil).map(Self.contentHash) ?? 0
    }

    private static func contentHash(of value: [UInt8]) -> UInt64 {
        var hash = StableHash()
        hash.combine(value.span)
        return hash.value
    }

    /// Whether the member that takes a read cannot rightly call the key missing.
    private func isSurelyPresent(_ operation: OperationRecord, in world: World) -> Bool {
        guard let reader = world.members[operation.member].life else { return false }
        let table = reader.replica.ownership.table
        let holdings = holdings(of: operation.key, in: world, withContents: false)
        // Nothing is served past its expiry on the reader's own clock, whatever the holders' clocks say.
        let wall = world.members[operation.member].wall(at: world.now)
        guard !holdings.contains(where: { ($0.expiry ?? .maximum) <= wall }) else { return false }
        return MissChecker().isSurelyPresent(holdings) { index in
            world.members[index].life.map { table.index(of: $0.id) != nil } ?? false
        }
    }

    // MARK: The end

    /// When the clock that is furthest ahead says something, all others will soon.
    private func horizon(_ world: World) -> WallTime {
        let latest = world.members.map { $0.wall(at: world.now) }.max() ?? .maximum
        return latest + .seconds(1)
    }

    private func hasConverged(_ world: World) -> Bool {
        let views = views(in: world)
        guard AgreementChecker().check(views) == nil else { return false }
        guard world.core.allSatisfy(\.outboxStatistics.isEmpty) else { return false }
        for key in 0..<keyCount {
            let owners = owners(of: key, in: world)
            if ConvergenceChecker().check(owners, of: key, horizon: horizon(world)) != nil { return false }
        }
        return true
    }

    /// What the owners in the core hold of a key, but not those that may have evicted it.
    private func owners(of key: Int, in world: World) -> [Holding] {
        holdings(of: key, in: world).filter { holding in
            let member = world.members[holding.member]
            return holding.isOwner && member.isInCore && member.life?.hasEvicted == false
        }
    }

    /// Whether a life goes on where the others can ask it, and has kept what it was given.
    private func isAtHand(_ life: MemberLife, in world: World) -> Bool {
        !life.isOver && !life.hasEvicted && world.members[life.member].isInCore
    }

    /// Everything has had the time to come to rest: now everything must be right.
    func settled(in world: World) {
        guard !hasFailed else { return }
        report(.agreement, AgreementChecker().check(views(in: world)), in: world)
        for life in world.core {
            life.noteEvictions()
            for outbox in life.replica.ownership.outboxes.compactMap({ $0 }) {
                let finding = queues.checkDrained(outbox.statistics, from: life.member, to: outbox.peer.name)
                report(.drained, finding, in: world)
            }
            life.replica.store.checkInvariants()
        }
        for number in world.history.pending where !world.history[number].isExcused {
            report(.deadline, "operation \(number) was never answered", in: world)
        }
        for key in 0..<keyCount { checkSettled(key, in: world) }
    }

    private func checkSettled(_ key: Int, in world: World) {
        let owners = owners(of: key, in: world)
        report(.convergence, ConvergenceChecker().check(owners, of: key, horizon: horizon(world)), in: world)
        let finding = survival.checkOwners(owners, of: key) { isAtHand(lives[$0], in: world) }
        report(.survival, finding, in: world)
        let arrival = carriage.check(owners, of: key) { isAtHand(lives[$0], in: world) }
        report(.survival, arrival, in: world)
        world.trace.record(
            state: owners.map { $0.version?.timestamp.packed ?? 0 } + owners.map(\.contentHash), at: world.now
        )
    }
}
