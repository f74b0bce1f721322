extension StoreConfiguration {
    /// How many shards a store has when nobody asks for another number, and every shard can be of a useful size.
    package static let standardShardCount = 64

    /// What an entry takes beside its value at most: its key, and a header with some room.
    static let maximumEntryOverheadByteCount = maximumKeyByteCount + 1_024

    /// How many shards a store should have: ``standardShardCount``, fewer when the largest value would not fit into one
    /// of so many, more when so few could not address the memory.
    ///
    /// One when the memory is so small that the largest value does not even fit then.
    package static func shardCount(memoryLimitInBytes: Int, maximumValueByteCount: Int) -> Int {
        var count = standardShardCount
        while memoryLimitInBytes / count > maximumShardByteCount { count *= 2 }
        while count > 1,
            !holds(
                valueByteCount: maximumValueByteCount, memoryLimitInBytes: memoryLimitInBytes,
                shardCount: count)
        {
            count /= 2
        }
        return count
    }

    /// Whether a value of this length fits into a shard, however badly it compresses and however long its key is.
    package static func holds(valueByteCount: Int, memoryLimitInBytes: Int, shardCount: Int) -> Bool {
        let share =
            memoryLimitInBytes / effectiveShardCount(shardCount, memoryLimitInBytes: memoryLimitInBytes)
        return valueByteCount + maximumEntryOverheadByteCount <= share / 4 * 3
    }

    /// `shardCount`, halved until every shard has a useful share.
    static func effectiveShardCount(_ shardCount: Int, memoryLimitInBytes: Int) -> Int {
        var count = shardCount
        while count > 1, memoryLimitInBytes / count < minimumShardByteCount { count /= 2 }
        return count
    }
}
