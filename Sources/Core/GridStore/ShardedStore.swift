import GridIdentity
import Synchronization

/// The entries that one node holds: a synchronous, bounded, thread-safe map from keys to versioned values.
///
/// Every slot belongs to one shard, and every shard has its own lock, index and memory. The store reads no clock
/// and draws no random number: the same calls in the same order, with the same seed, give the same results in
/// every process.
///
/// **Memory.** Each shard may use an equal part of the limit and never more; a write that finds no memory evicts
/// (see `Shard+Eviction.swift`). A fixed part needs no agreement between shards, and slots spread keys evenly.
///
/// **Closures** passed to the store run within a shard's lock. They must be short and must not call the store.
package final class ShardedStore: Sendable {
    package let configuration: StoreConfiguration
    let settings: ShardSettings
    let compressor: ValueCompressor
    let shards: [LockedShard]
    let sweepPosition = Mutex(SweepPosition())

    /// Makes an empty store, which takes memory only as it is filled.
    package init(_ configuration: StoreConfiguration) {
        let settings = ShardSettings(configuration)
        self.configuration = configuration
        self.settings = settings
        compressor = ValueCompressor(thresholdInBytes: configuration.compressionThresholdInBytes)
        shards = (0..<configuration.effectiveShardCount).map { _ in LockedShard(settings) }
    }

    /// How many shards there are: the configured count, or fewer when the memory limit is small.
    package var shardCount: Int { shards.count }

    /// The largest entry, header, key and stored value together, that the memory limit admits.
    package var maximumEntryByteCount: Int { settings.maximumEntryByteCount }

    /// The shard that holds `slot`.
    func shard(of slot: KeySlot) -> LockedShard {
        shards[Int(slot.index) & (shards.count - 1)]
    }
}

/// A shard and its lock: the box that lets an array hold something noncopyable.
final class LockedShard: Sendable {
    let state: Mutex<Shard>

    init(_ settings: ShardSettings) {
        state = Mutex(Shard(settings))
    }
}

/// Where the sweep goes on.
struct SweepPosition {
    var shardIndex = 0
    var arenaPosition = ArenaPosition()
}
