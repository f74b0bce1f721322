import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

/// A million in release; in debug builds, which are twenty times slower, less.
#if DEBUG
    private let operationCountOfLongRun = 100_000
#else
    private let operationCountOfLongRun = 1_000_000
#endif

@Suite("Memory limit and eviction")
struct EvictionTests {
    @Test("A new store takes little memory, whatever its limit")
    func emptyStore() {
        let store = makeStore(memoryLimitInBytes: 64 << 30, shardCount: 64)

        #expect(store.statistics.accountedByteCount < 200_000)
        #expect(store.shardCount == 64)
    }

    @Test("A small limit makes fewer shards, each with a useful share")
    func smallLimit() {
        #expect(makeStore(memoryLimitInBytes: 1 << 20, shardCount: 64).shardCount == 1)
        #expect(makeStore(memoryLimitInBytes: 16 << 20, shardCount: 64).shardCount == 16)
    }

    @Test(
        "The limit is never exceeded while value sizes shift",
        arguments: [(256 << 10, 64, 20_000), (1 << 20, 64, 50_000), (16 << 20, 8, operationCountOfLongRun)])
    func limitHolds(memoryLimitInBytes: Int, shardCount: Int, operationCount: Int) throws {
        let store = makeStore(memoryLimitInBytes: memoryLimitInBytes, shardCount: shardCount)
        var random = SeededRandom(seed: 5)
        let largest = noise(byteCount: 40_000, seed: 1)
        for operation in 0..<operationCount {
            // Ten phases, each with its own typical size.
            let phase = operation * 10 / operationCount
            let scale = [20, 100, 1_000, 60, 6_000, 300, 20_000, 16, 2_000, 40][phase]
            let value = largest.span.extracting(first: random.next(below: scale * 2))
            let key = bytes("key-\(random.next(below: 200_000))")
            let version = version(UInt64(operation))
            _ = try store.store(value, forKey: key.span, in: slot(of: key), version: version, at: start)
            if operation % 128 == 0 {
                let accounted = store.statistics.accountedByteCount
                #expect(accounted <= memoryLimitInBytes)
            }
            if operation % (operationCount / 20) == 0 { store.checkInvariants() }
        }
        store.checkInvariants()
        #expect(store.statistics.evictionCount > 0)
        #expect(store.liveEntryCount > 0)
    }

    @Test("Memory that held small values serves large ones soon after the sizes shift, and back")
    func sizeShift() throws {
        let store = makeStore(memoryLimitInBytes: 4 << 20, shardCount: 1)
        func fill(byteCount: Int, stamp: UInt64) throws -> Int {
            let value = noise(byteCount: byteCount, seed: stamp)
            for number in 0..<(3 * (4 << 20) / (byteCount + 48)) {
                try store.put(value, bytes("\(stamp)-\(number)"), version(stamp))
            }
            store.checkInvariants()
            return store.liveEntryCount * (byteCount + 48)
        }

        let shares = [
            try fill(byteCount: 100, stamp: 1), try fill(byteCount: 900, stamp: 2),
            try fill(byteCount: 12_000, stamp: 3), try fill(byteCount: 60, stamp: 4),
        ]

        for share in shares { #expect(share > (4 << 20) * 7 / 10, "\(shares)") }
    }

    @Test("Keys that are read stay while a scan of others passes through")
    func hotKeysSurvive() throws {
        let store = makeStore(memoryLimitInBytes: 2 << 20, shardCount: 1)
        let value = noise(byteCount: 100, seed: 1)
        for number in 0..<2_000 { try store.put(value, bytes("hot-\(number)"), version(0)) }
        for number in 0..<2_000 { _ = store.get(bytes("hot-\(number)")) }

        for number in 0..<100_000 {
            try store.put(value, bytes("cold-\(number)"), version(0))
            if number % 2 == 0 { _ = store.get(bytes("hot-\(number / 2 % 2_000)")) }
        }

        let hotCount = (0..<2_000).count { store.metadata(bytes("hot-\($0)")) != nil }
        #expect(hotCount > 1_950)
        #expect(store.statistics.evictionCount > 80_000)
        store.checkInvariants()
    }

    @Test("Live entries are evicted before tombstones, and tombstones stay within their part")
    func tombstonesUnderPressure() throws {
        let store = makeStore(memoryLimitInBytes: 1 << 20, shardCount: 1)
        for number in 0..<1_000 { try store.delete(bytes("deleted-\(number)"), version(0)) }
        for number in 0..<50_000 {
            try store.put(noise(byteCount: 200, seed: 1), bytes("\(number)"), version(0))
        }

        #expect(store.statistics.tombstoneCount == 1_000)
        #expect(store.statistics.evictedTombstoneCount == 0)

        for number in 0..<100_000 { try store.delete(bytes("more-\(number)"), version(0)) }
        for number in 0..<50_000 {
            try store.put(noise(byteCount: 200, seed: 1), bytes("\(number)"), version(0))
        }
        #expect(store.statistics.evictedTombstoneCount > 0)
        #expect(store.statistics.tombstoneCount * 48 < (1 << 20) / 3)
        #expect(store.liveEntryCount > 1_000)
        store.checkInvariants()
    }

    @Test("Two runs of one workload evict the same entries")
    func deterministicEviction() throws {
        func survivors() throws -> [Int] {
            let store = makeStore(memoryLimitInBytes: 1 << 20, shardCount: 1)
            var random = SeededRandom(seed: 9)
            for _ in 0..<30_000 {
                let number = random.next(below: 20_000)
                try store.put(noise(byteCount: number % 500, seed: 1), bytes("\(number)"), version(0))
                _ = store.get(bytes("\(random.next(below: 500))"))
            }
            return (0..<20_000).filter { store.metadata(bytes("\($0)")) != nil }
        }

        let first = try survivors()
        #expect(try survivors() == first)
        #expect(first.count < 10_000)
    }

    @Test("The largest entry that a share admits can be stored when the share is full of small ones")
    func largestEntry() throws {
        let store = makeStore(memoryLimitInBytes: 1 << 20, shardCount: 1)
        for number in 0..<40_000 { try store.put([], bytes("\(number)"), version(0)) }
        let byteCount = store.maximumEntryByteCount - 28 - 3

        #expect(try store.put(noise(byteCount: byteCount, seed: 1), bytes("big"), version(0)) == .applied)
        #expect(store.get(bytes("big"))?.count == byteCount)
        #expect(try store.put(noise(byteCount: byteCount, seed: 2), bytes("big"), version(1)) == .applied)
        store.checkInvariants()
    }
}
