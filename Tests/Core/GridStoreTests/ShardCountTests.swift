import GridStore
import GridVersioning
import Testing

@Suite("The number of shards")
struct ShardCountTests {
    @Test(
        "What is said to fit into a shard does, beside the longest key and however badly it compresses",
        arguments: [1, 4])
    func promise(shardCount: Int) throws {
        let valueByteCount = 1 << 20
        var memoryLimitInBytes = 1 << 20
        while !StoreConfiguration.holds(
            valueByteCount: valueByteCount, memoryLimitInBytes: memoryLimitInBytes, shardCount: shardCount)
        {
            memoryLimitInBytes += 4_096
        }
        let store = makeStore(
            memoryLimitInBytes: memoryLimitInBytes, shardCount: shardCount,
            maximumValueByteCount: valueByteCount)
        let value = noise(byteCount: valueByteCount, seed: 1)
        let key = [UInt8](repeating: 1, count: 65_535)

        #expect(try store.put(value, key, version(1)) == .applied)
        #expect(store.get(key) == value)
        store.checkInvariants()
    }

    @Test("There are fewer shards for larger values, and more where they could not address the memory")
    func standard() {
        func count(_ memoryLimitInBytes: Int, _ maximumValueByteCount: Int) -> Int {
            StoreConfiguration.shardCount(
                memoryLimitInBytes: memoryLimitInBytes, maximumValueByteCount: maximumValueByteCount)
        }

        #expect(count(1 << 30, 16 << 20) == 32)
        #expect(count(1 << 30, 1 << 20) == 64)
        #expect(count(1 << 30, 512 << 20) == 1)
        #expect(count(1 << 20, 512 << 20) == 1)
        #expect(count(1 << 40, 16 << 20) == 128)
    }
}
