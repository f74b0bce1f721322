import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

@Suite("The laws of merging")
struct MergeLawTests {
    /// Anything a replica may be told about a key; few versions and values, so that they collide.
    private static func randomEntry(_ random: inout SeededRandom, now: WallTime) -> SeenEntry {
        let version = version(UInt64(random.next(below: 4)), origin: UInt32(random.next(below: 2)))
        guard random.next(below: 4) > 0 else {
            return SeenEntry(key: [], metadata: .tombstone(version: version), stored: [])
        }
        var expiry: WallTime?
        if random.next(below: 2) == 0 {
            expiry = WallTime(milliseconds: now.milliseconds - 20 + UInt64(random.next(below: 60)))
        }
        let value = noise(byteCount: random.next(below: 3) * 40, seed: UInt64(random.next(below: 3)))
        return SeenEntry(key: [], metadata: EntryMetadata(version: version, expiry: expiry), stored: value)
    }

    @Test(
        "Replicas that merge the same entries in any order, and repeatedly, agree",
        arguments: 0..<8 as Range<UInt64>)
    func anyOrder(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<100 {
            let key = bytes("key \(round)")
            let entries = (0..<6).map { _ in Self.randomEntry(&random, now: start) }
            var states: [SeenEntry?] = []
            for _ in 0..<4 {
                let store = makeStore(memoryLimitInBytes: 1 << 20, shardCount: 1)
                var sequence = entries + entries.prefix(2)
                random.shuffle(&sequence)
                for entry in sequence { try store.merge(entry.stored, key, entry.metadata) }
                states.append(store.stored(key))
                store.checkInvariants()
            }
            #expect(Set(states).count == 1, "seed \(seed), round \(round): \(entries)")
        }
    }

    @Test("A merge that applied is already held when it is repeated", arguments: 0..<5 as Range<UInt64>)
    func idempotent(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = makeStore()
        for step in 0..<2_000 {
            let key = bytes("key \(random.next(below: 50))")
            let entry = Self.randomEntry(&random, now: start)
            guard try store.merge(entry.stored, key, entry.metadata) == .applied else { continue }
            let before = store.stored(key)
            #expect(
                try store.merge(entry.stored, key, entry.metadata) == .alreadyHeld,
                "seed \(seed), step \(step)")
            #expect(store.stored(key) == before)
        }
    }

    @Test("Replicas that notice an expiry at different times agree after exchanging their entries")
    func expiryNoticedAtDifferentTimes() throws {
        let key = bytes("key")
        let expiry = WallTime(milliseconds: start.milliseconds + 10)
        let early = makeStore()
        let late = makeStore()
        try early.put(bytes("a"), key, version(1), expiry: expiry)
        try late.put(bytes("a"), key, version(1), expiry: expiry)

        _ = early.sweep(budget: .max, at: expiry)
        let swept = try #require(early.stored(key))
        let kept = try #require(late.stored(key))
        try late.merge(swept.stored, key, swept.metadata, at: start)
        try early.merge(kept.stored, key, kept.metadata, at: start)

        #expect(early.stored(key) == late.stored(key))
        #expect(late.get(key) == nil)
    }
}
