/// How large a store may grow and how it keeps its entries.
package struct StoreConfiguration: Hashable, Sendable {
    /// The longest key, in bytes: entries keep its length in 16 bits.
    package static let maximumKeyByteCount = 65_535

    /// The smallest memory limit of a store, in bytes.
    package static let minimumMemoryLimitInBytes = 256 << 10

    /// The largest number of bytes that one shard can address.
    package static let maximumShardByteCount = 8 << 30

    /// The largest permitted ``maximumValueByteCount``.
    package static let maximumValueByteCountLimit = 512 << 20

    /// Below this share a shard is not worth its lock: the store then makes fewer shards.
    static let minimumShardByteCount = 1 << 20

    /// How many shards there may be at most: a power of two.
    ///
    /// A small memory limit makes fewer.
    package let shardCount: Int
    /// What index, pages and large entries may take together.
    package let memoryLimitInBytes: Int
    /// Values from this size on are compressed when that saves an eighth; `nil` switches compression off.
    package let compressionThresholdInBytes: Int?
    /// The largest value, before compression.
    package let maximumValueByteCount: Int
    /// How long a tombstone is kept, counted from its version's wall-clock part.
    package let tombstoneGracePeriod: Duration
    /// The secret of the index's hash function.
    ///
    /// Take it from the operating system, once per store.
    package let hashSeed: UInt64

    /// Makes a configuration.
    ///
    /// - Precondition: `shardCount` is a power of two up to the number of slots; the limits lie in the ranges that
    ///   the static properties name; the grace period is not negative.
    package init(
        shardCount: Int = 64, memoryLimitInBytes: Int, compressionThresholdInBytes: Int? = 512,
        maximumValueByteCount: Int = 16 << 20, tombstoneGracePeriod: Duration = .seconds(3_600),
        hashSeed: UInt64
    ) {
        precondition(
            (1...16_384).contains(shardCount) && shardCount & (shardCount - 1) == 0,
            "the shard count \(shardCount) is not a power of two in 1...16384")
        precondition(
            memoryLimitInBytes >= Self.minimumMemoryLimitInBytes,
            "the memory limit \(memoryLimitInBytes) is below \(Self.minimumMemoryLimitInBytes) bytes")
        precondition(
            memoryLimitInBytes / shardCount <= Self.maximumShardByteCount,
            "\(memoryLimitInBytes) bytes in \(shardCount) shards exceed \(Self.maximumShardByteCount) per shard"
        )
        precondition(
            compressionThresholdInBytes ?? 1 > 0,
            "the compression threshold \(compressionThresholdInBytes ?? 0) is not positive")
        precondition(
            (1...Self.maximumValueByteCountLimit).contains(maximumValueByteCount),
            "the largest value \(maximumValueByteCount) is not in 1...\(Self.maximumValueByteCountLimit) bytes"
        )
        precondition(
            tombstoneGracePeriod >= .zero, "the tombstone grace period \(tombstoneGracePeriod) is negative")
        self.shardCount = shardCount
        self.memoryLimitInBytes = memoryLimitInBytes
        self.compressionThresholdInBytes = compressionThresholdInBytes
        self.maximumValueByteCount = maximumValueByteCount
        self.tombstoneGracePeriod = tombstoneGracePeriod
        self.hashSeed = hashSeed
    }

    /// How many shards the store makes: ``shardCount``, halved until every shard has a useful share.
    var effectiveShardCount: Int {
        Self.effectiveShardCount(shardCount, memoryLimitInBytes: memoryLimitInBytes)
    }
}
