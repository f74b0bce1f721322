package import GridDeterminism
package import GridIdentity
private import Synchronization

extension ShardedStore {
    /// Removes expired values and old tombstones, going on where the last call stopped.
    ///
    /// It looks at up to `budget` entries. An expired value leaves a tombstone until the grace period of its
    /// version has passed.
    ///
    /// - Precondition: `budget` is positive.
    package func sweep(budget: Int, at now: WallTime) -> SweepResult {
        precondition(budget > 0, "a sweep of \(budget) entries")
        return sweepPosition.withLock { position in
            var result = SweepResult()
            while result.visitedCount < budget, !result.didCompleteRound {
                let hasMore = shards[position.shardIndex].state.withLock { shard in
                    shard.sweep(
                        from: &position.arenaPosition, budget: budget, at: now, result: &result)
                }
                if hasMore { continue }
                position = SweepPosition(shardIndex: (position.shardIndex + 1) % shards.count)
                result.didCompleteRound = position.shardIndex == 0
            }
            return result
        }
    }

    /// Forgets every entry, tombstones included, and gives the memory back.
    package func removeAll() {
        for shard in shards {
            shard.state.withLock { state in state.removeAll() }
        }
    }

    /// Forgets the entries of one slot, tombstones included.
    ///
    /// Writes to the slot that come meanwhile may or may not survive.
    package func remove(slot: KeySlot) {
        var cursor: ScanCursor? = .start
        while let position = cursor {
            cursor = shard(of: slot).state.withLock { shard in
                shard.remove(slotIndex: slot.index, from: position)
            }
        }
    }

    /// How many entries have a value, those included that have expired but were not swept yet.
    package var liveEntryCount: Int {
        shards.reduce(0) { total, shard in total + shard.state.withLock { $0.liveEntryCount } }
    }

    /// What the store holds and has done.
    package var statistics: StoreStatistics {
        var total = StoreStatistics()
        for shard in shards { shard.state.withLock { $0.addStatistics(to: &total) } }
        return total
    }

    /// Checks that index, memory and counters of every shard agree; stops the process when they do not.
    ///
    /// - Complexity: O(n); for tests and the simulator.
    package func checkInvariants() {
        for shard in shards { shard.state.withLock { $0.checkInvariants() } }
    }
}
