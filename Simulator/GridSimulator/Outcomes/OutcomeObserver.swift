import GridDeterminism
import GridIdentity
import GridMembership
import GridNode
import GridReplication
import GridStore
import GridVersioning

/// Watches a run and measures what it comes to.
final class OutcomeObserver {
    private var reads: ReadMeter
    private var readAnswers = Share()
    private var changeAnswers = Share()
    private var lags = LagMeter()
    private var deaths = DeathMeter()
    private var losses: LossMeter
    private(set) var outcomes = Outcomes()

    init(_ scenario: Scenario) {
        reads = ReadMeter(keyCount: scenario.workload.keyCount)
        losses = LossMeter(keyCount: scenario.workload.keyCount)
    }

    /// A client was told the answer.
    func answered(_ operation: OperationRecord) {
        guard let answer = operation.answer else { return }
        let hasFailed = if case .failed = answer { true } else { false }
        guard operation.kind == .read else { return changeAnswers.add(!hasFailed) }
        readAnswers.add(!hasFailed)
        let finding: ReadMeter.Finding =
            switch answer {
            case .found: .value
            case .missing: .nothing
            case .updated, .failed: .failure
            }
        reads.read(operation.key, begunAt: operation.begunAt, finding)
    }

    /// A change was acknowledged that had an effect.
    func acknowledged(
        _ write: SurvivalChecker.AcknowledgedWrite, by operation: OperationRecord, in world: World
    ) {
        guard operation.newValue != nil else { return }
        reads.wrote(operation.key, at: world.now)
        losses.acknowledged(write)
        guard operation.kind == .write, let number = lags.follow(write, at: world.now) else { return }
        look(at: number, in: world)
    }

    func memberChanged(_ change: MemberChange, in world: World) {
        guard case .died(let member) = change else { return }
        let isRunning = world.members.contains { $0.life?.id == member.id }
        deaths.died(member.id, isRunning: isRunning)
    }

    /// Looks who holds a write that is followed, and does so again later if need be.
    func look(at number: Int, in world: World) {
        guard let sample = lags.sample(number) else { return }
        if world.history[sample.write.operation].hasExpired(at: world.latestWall) {
            return lags.forget(number)
        }
        let key = World.keyBytes(sample.write.key)
        let slot = KeySlot(of: key.span)
        var (owners, holders): ([Int], [Int]) = ([], [])
        for member in world.members {
            guard let life = member.life, life.replica.owns(slot) else { continue }
            owners.append(member.index)
            let held = life.replica.store.metadata(forKey: key.span, in: slot)?.version
            if sample.write.isCovered(by: held) { holders.append(member.index) }
        }
        if let next = lags.look(at: number, owners: owners, holders: holders, now: world.now) {
            world.queue.schedule(.lookAtWrite(number), at: next)
        }
    }

    /// The run is over: gathers the numbers.
    func finish(in world: World) {
        lags.finish(at: world.now)
        outcomes[.hitRatio] = reads.hits.partsPerMillion
        outcomes[.databaseLoad] = reads.loads.partsPerMillion
        outcomes[.readAvailability] = readAnswers.partsPerMillion
        outcomes[.writeAvailability] = changeAnswers.partsPerMillion
        outcomes[.medianLag] = lags.percentile(50)
        outcomes[.highLag] = lags.percentile(99)
        outcomes[.greatestLag] = lags.percentile(100)
        outcomes[.deaths] = deaths.deathCount
        outcomes[.falseDeaths] = deaths.falseDeathCount
        outcomes[.convergence] = world.inspector.convergedAt.map {
            Int($0.elapsed(since: world.inspector.settlingBeganAt).wholeNanoseconds)
        }
        let horizon = world.latestWall + .seconds(1)
        outcomes[.lostKeys] = losses.lostKeyCount(
            operations: world.history.operations, isGone: { $0 <= horizon },
            versions: { key in world.versions(of: key) })
    }
}

extension World {
    /// What the wall clock says that is furthest ahead.
    fileprivate var latestWall: WallTime { members.map { $0.wall(at: now) }.max() ?? .maximum }

    /// What the living members hold of a key.
    fileprivate func versions(of key: Int) -> [Version] {
        let bytes = Self.keyBytes(key)
        let slot = KeySlot(of: bytes.span)
        return members.compactMap { member in
            member.life?.replica.store.metadata(forKey: bytes.span, in: slot)?.version
        }
    }

    /// Compares what the run came to with what was expected.
    func judgeOutcomes() {
        observer.finish(in: self)
        guard !inspector.hasFailed else { return }
        for failure in observer.outcomes.failures(of: scenario.expectations) {
            inspector.report(.expectation, failure, in: self)
        }
    }
}

extension OperationRecord {
    /// Whether the entry that the operation stored is past its time.
    fileprivate func hasExpired(at wall: WallTime) -> Bool {
        guard case .update(let update, _) = request, case .at(let deadline) = update.expiry else {
            return false
        }
        return deadline <= wall
    }
}
