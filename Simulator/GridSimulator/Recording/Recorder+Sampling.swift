import GridDeterminism
import GridIdentity
import GridMembership
import GridNode
import GridReplication
import GridStore
import GridVersioning

/// What a recorder remembers from one sample to the next.
struct SamplingState {
    /// How many operations had begun.
    var operationCount = 0
    var unavailableCount = 0
    /// The operations that had begun and had no answer.
    var pending: [Int] = []
    /// For each member the life, the ownership for which slots were counted, and the count.
    var owned: [OwnedSlots] = []
    /// For each member the life and how much it had evicted.
    var evicted: [(life: Int, count: UInt64)] = []
    /// For each key since when an acknowledged change may be missing at an owner.
    var unevenSince: [Instant?] = []

    struct OwnedSlots {
        var life = 0
        var ownershipCount = -1
        var isServing = false
        var count = 0
    }
}

extension Recorder {
    /// Takes down how everybody is.
    func sample(_ world: World) {
        guard recording.samples.last?.time != world.now else { return }
        if sampling.owned.isEmpty {
            sampling.owned = Array(repeating: .init(), count: world.members.count)
            sampling.evicted = Array(repeating: (0, 0), count: world.members.count)
            sampling.unevenSince = Array(repeating: nil, count: world.scenario.workload.keyCount)
        }
        var sample = Sample(at: world.now, memberCount: world.members.count)
        var viewHashes: [UInt64] = []
        for member in world.members {
            guard let life = member.life else { continue }
            measure(life, of: member, in: world, into: &sample)
            if !viewHashes.contains(life.node.viewHash) { viewHashes.append(life.node.viewHash) }
        }
        sample[.views] = viewHashes.count
        measureOperations(of: world, into: &sample)
        measureLag(of: world, into: &sample)
        for index in world.members.indices {
            sample[index, .sentMessages] = sentMessageCounts[index]
            sample[index, .sentBytes] = sentByteCounts[index]
            sample[.sentMessages] += sentMessageCounts[index]
            sample[.sentBytes] += sentByteCounts[index]
            (sentMessageCounts[index], sentByteCounts[index]) = (0, 0)
        }
        recording.samples.append(sample)
    }

    private func measure(
        _ life: MemberLife, of member: SimulatedMember, in world: World, into sample: inout Sample
    ) {
        let index = member.index
        sample[index, .state] = member.isPaused(at: world.now) ? 2 : 1
        for other in life.node.members {
            switch other.state {
            case .alive: sample[index, .alive] += 1
            case .suspect: sample[index, .suspected] += 1
            case .dead: sample[index, .dead] += 1
            case .left: break
            }
        }
        sample[index, .ownedSlots] = ownedSlotCount(of: life)
        sample[index, .settledSlots] = life.replica.settledSlotCount
        let outboxes = life.outboxStatistics
        sample[index, .waitingKeys] = outboxes.waitingKeyCount
        sample[index, .waitingSlots] = outboxes.waitingSlotCount
        sample[.waitingKeys] += outboxes.waitingKeyCount
        sample[.waitingSlots] += outboxes.waitingSlotCount
        let store = life.replica.store.statistics
        sample[index, .entries] = store.liveEntryCount
        sample[index, .storeBytes] = store.accountedByteCount
        let before = sampling.evicted[index].life == life.number ? sampling.evicted[index].count : 0
        sample[index, .evictions] = Int(store.evictionCount - before)
        sampling.evicted[index] = (life.number, store.evictionCount)
    }

    /// Counts again only when something was published since the last time.
    private func ownedSlotCount(of life: MemberLife) -> Int {
        let known = sampling.owned[life.member]
        let isServing = life.replica.acceptsRequests
        if known.life == life.number, known.ownershipCount == life.ownershipCount,
            known.isServing == isServing
        {
            return known.count
        }
        let count = (0..<UInt16(KeySlot.count)).count { life.replica.owns(KeySlot(index: $0)) }
        sampling.owned[life.member] = SamplingState.OwnedSlots(
            life: life.number, ownershipCount: life.ownershipCount, isServing: isServing, count: count)
        return count
    }

    // MARK: Operations

    private func measureOperations(of world: World, into sample: inout Sample) {
        let operations = world.history.operations
        for operation in operations[sampling.operationCount...] {
            sample[operation.member, .requests] += 1
            sample[.requests] += 1
        }
        let candidates = sampling.pending + Array(sampling.operationCount..<operations.count)
        sampling.operationCount = operations.count
        sampling.pending = candidates.filter { !count(operations[$0], into: &sample) }
        sample[.unavailable] = world.history.unavailableCount - sampling.unavailableCount
        sampling.unavailableCount = world.history.unavailableCount
    }

    /// Adds an answer to a sample; returns `false` when it may still come.
    private func count(_ operation: OperationRecord, into sample: inout Sample) -> Bool {
        switch operation.answer {
        case nil: return operation.isExcused
        case .found:
            sample[operation.member, .hits] += 1
            sample[.hits] += 1
        case .missing:
            sample[operation.member, .misses] += 1
            sample[.misses] += 1
        case .failed:
            sample[operation.member, .failures] += 1
            sample[.failures] += 1
        case .updated(let result):
            if result.isApplied, sampling.unevenSince[operation.key] == nil {
                sampling.unevenSince[operation.key] = operation.answeredAt
            }
        }
        return true
    }

    // MARK: Replication

    private func measureLag(of world: World, into sample: inout Sample) {
        for key in sampling.unevenSince.indices {
            guard let since = sampling.unevenSince[key] else { continue }
            guard isUneven(key, in: world) else {
                sampling.unevenSince[key] = nil
                continue
            }
            sample[.unevenKeys] += 1
            let age = Int(clamping: world.now.elapsed(since: since).wholeMilliseconds)
            sample[.lag] = max(sample[.lag], age)
        }
    }

    /// Whether the owners of a key hold different versions of it; what has expired does not count.
    private func isUneven(_ key: Int, in world: World) -> Bool {
        let bytes = World.keyBytes(key)
        let slot = KeySlot(of: bytes.span)
        let owners = world.members.filter { $0.life?.replica.owns(slot) ?? false }
        let held = owners.map { $0.life?.replica.store.metadata(forKey: bytes.span, in: slot) }
        let isExpired = zip(owners, held).contains { member, metadata in
            metadata?.expiry.map { $0 <= member.wall(at: world.now) } ?? false
        }
        return !isExpired && !held.allSatisfy { $0?.version == held.first??.version }
    }
}
