import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

@Suite("Writing to the store")
struct WritingTests {
    private let key = bytes("key")

    @Test("A newer version replaces, an older one is superseded, the same one is already held")
    func lastWriterWins() throws {
        let store = makeStore()
        try store.put(bytes("second"), key, version(2))

        #expect(try store.put(bytes("first"), key, version(1)) == .superseded)
        #expect(try store.put(bytes("second"), key, version(2)) == .alreadyHeld)
        #expect(try store.put(bytes("third"), key, version(3)) == .applied)
        #expect(store.get(key) == bytes("third"))
    }

    @Test("Of two stamps at the same time the greater origin wins")
    func originBreaksTies() throws {
        let store = makeStore()
        try store.put(bytes("from 2"), key, version(1, origin: 2))

        #expect(try store.put(bytes("from 1"), key, version(1, origin: 1)) == .superseded)
        #expect(try store.put(bytes("from 3"), key, version(1, origin: 3)) == .applied)
    }

    @Test("Of two contents of one version the greater bytes win, and a tombstone wins over both")
    func contentBreaksTies() throws {
        let store = makeStore()
        try store.put(bytes("b"), key, version(1))

        #expect(try store.put(bytes("a"), key, version(1)) == .superseded)
        #expect(try store.put(bytes("ba"), key, version(1)) == .applied)
        #expect(try store.delete(key, version(1)) == .applied)
        #expect(try store.put(bytes("c"), key, version(1)) == .superseded)
        #expect(store.get(key) == nil)
    }

    @Test("A tombstone hides the value, keeps older versions out and gives way to newer ones")
    func tombstone() throws {
        let store = makeStore()
        try store.put(bytes("value"), key, version(1))

        #expect(try store.delete(key, version(5)) == .applied)
        #expect(store.get(key) == nil)
        #expect(store.metadata(key) == .tombstone(version: version(5)))
        #expect(store.stored(key)?.stored == [])
        #expect(try store.put(bytes("late"), key, version(4)) == .superseded)
        #expect(store.statistics.tombstoneCount == 1)
        #expect(store.liveEntryCount == 0)
        #expect(try store.put(bytes("new"), key, version(6)) == .applied)
        #expect(store.get(key) == bytes("new"))
        store.checkInvariants()
    }

    @Test("An entry that has expired on the way is not served, but still supersedes an older version")
    func expiredIncomingEntry() throws {
        let store = makeStore()
        try store.put(bytes("old"), key, version(1))

        #expect(try store.put(bytes("new"), key, version(2), expiry: start) == .applied)

        #expect(store.get(key) == nil)
        #expect(store.metadata(key) == .tombstone(version: version(2)))
        #expect(try store.put(bytes("older"), key, version(1, counter: 1)) == .superseded)
    }

    @Test("An expired value is swept to a tombstone, then removed when its grace period has passed")
    func sweepOfExpiredValue() throws {
        let store = makeStore(tombstoneGracePeriod: .seconds(10))
        let expiry = WallTime(milliseconds: start.milliseconds + 100)
        try store.put(noise(byteCount: 4_000, seed: 1), key, version(0), expiry: expiry)

        #expect(store.sweep(budget: 10, at: start).expiredCount == 0)
        #expect(store.sweep(budget: 10, at: expiry).expiredCount == 1)
        #expect(store.metadata(key) == .tombstone(version: version(0)))
        store.checkInvariants()
        #expect(
            try store.put(bytes("late"), key, version(0, counter: 0, origin: 0), at: expiry) == .superseded)
        let justBefore = WallTime(milliseconds: start.milliseconds + 9_999)
        #expect(store.sweep(budget: 10, at: justBefore).collectedTombstoneCount == 0)
        let after = WallTime(milliseconds: start.milliseconds + 10_000)
        #expect(store.sweep(budget: 10, at: after).collectedTombstoneCount == 1)
        #expect(store.metadata(key) == nil)
        store.checkInvariants()
    }

    @Test("A value that outlived its grace period is removed at once when it expires")
    func sweepOfOldExpiredValue() throws {
        let store = makeStore(tombstoneGracePeriod: .seconds(10))
        let expiry = WallTime(milliseconds: start.milliseconds + 20_000)
        try store.put(bytes("value"), key, version(0), expiry: expiry)

        #expect(store.sweep(budget: 10, at: expiry).expiredCount == 1)
        #expect(store.metadata(key) == nil)
        #expect(store.statistics.expirationCount == 1)
    }

    @Test("A tombstone past its grace period is not taken in again")
    func oldTombstoneIsRefused() throws {
        let store = makeStore(tombstoneGracePeriod: .seconds(10))
        let later = WallTime(milliseconds: start.milliseconds + 10_000)

        #expect(try store.delete(key, version(0), at: later) == .superseded)
        #expect(store.metadata(key) == nil)

        try store.put(bytes("even older"), key, version(0, origin: 0), at: later)
        #expect(try store.delete(key, version(0), at: later) == .applied)
        #expect(store.get(key, at: later) == nil)
    }

    @Test("A bounded sweep resumes where it stopped and reports the end of each round")
    func boundedSweep() throws {
        let store = makeStore(shardCount: 4)
        let expiry = WallTime(milliseconds: start.milliseconds + 1)
        for number in 0..<10_000 {
            try store.put(bytes("v"), bytes("\(number)"), version(0), expiry: expiry)
        }
        var calls = 0
        var total = SweepResult()
        repeat {
            let result = store.sweep(budget: 100, at: expiry)
            #expect(result.visitedCount <= 100)
            total.visitedCount += result.visitedCount
            total.expiredCount += result.expiredCount
            total.didCompleteRound = result.didCompleteRound
            calls += 1
        } while !total.didCompleteRound && calls < 1_000

        #expect(total.expiredCount == 10_000)
        #expect(calls > 100)
        #expect(store.liveEntryCount == 0)
        store.checkInvariants()
    }

    @Test("An update sees the live value and its decision is carried out")
    func updateOfLiveEntry() throws {
        let store = makeStore()
        try store.put(bytes("one"), key, version(1))

        let outcome = try store.update(
            forKey: key.span, in: slot(of: key), at: start, newValue: bytes("two").span
        ) { held, value in
            #expect(held?.version == version(1))
            #expect(copy(value) == bytes("one"))
            return .store(version: version(2), expiry: nil)
        }

        #expect(outcome == .applied)
        #expect(store.get(key) == bytes("two"))
    }

    @Test("An update of a deleted key sees the tombstone's version and no value")
    func updateOfTombstone() throws {
        let store = makeStore()
        try store.delete(key, version(5))

        let outcome = try store.update(
            forKey: key.span, in: slot(of: key), at: start, newValue: Span()
        ) { held, value in
            #expect(held == .tombstone(version: version(5)))
            #expect(copy(value) == nil)
            return .none
        }

        #expect(outcome == nil)
        #expect(store.metadata(key) == .tombstone(version: version(5)))
    }

    @Test("A changed expiry keeps the value, a passed one deletes it, and without an entry nothing happens")
    func changedExpiry() throws {
        let store = makeStore(compressionThresholdInBytes: 64)
        let value = [UInt8](repeating: 7, count: 1_000)
        let expiry = WallTime(milliseconds: start.milliseconds + 50)
        func change(to expiry: WallTime?, _ version: Version) throws -> MergeOutcome? {
            try store.update(forKey: key.span, in: slot(of: key), at: start, newValue: Span()) { _, _ in
                .changeExpiry(version: version, expiry: expiry)
            }
        }

        #expect(try change(to: expiry, version(1)) == nil)
        try store.put(value, key, version(1))
        #expect(try change(to: expiry, version(2)) == .applied)
        #expect(store.get(key) == value)
        #expect(store.get(key, at: expiry) == nil)
        #expect(store.metadata(key)?.version == version(2))
        #expect(try change(to: nil, version(1)) == .superseded)
        #expect(try change(to: start, version(3)) == .applied)
        #expect(store.metadata(key) == .tombstone(version: version(3)))
        store.checkInvariants()
    }

    @Test("Removing a slot leaves the other slots, removing everything leaves a small, usable store")
    func removal() throws {
        let store = makeStore(shardCount: 1)
        for number in 0..<5_000 { try store.put(bytes("v"), bytes("{\(number % 5)}\(number)"), version(0)) }
        let emptyByteCount = makeStore(shardCount: 1).statistics.accountedByteCount

        store.remove(slot: slot(of: bytes("{2}")))
        store.checkInvariants()
        #expect(store.liveEntryCount == 4_000)
        #expect(store.entries(of: slot(of: bytes("{2}")), limit: 10) == [])
        #expect(store.entries(of: slot(of: bytes("{3}")), limit: 10_000).count == 1_000)

        store.removeAll()
        store.checkInvariants()
        #expect(store.liveEntryCount == 0)
        #expect(store.statistics.accountedByteCount == emptyByteCount)
        try store.put(bytes("again"), key, version(0))
        #expect(store.get(key) == bytes("again"))
    }

    @Test("Keys and values beyond their limits are refused with both numbers, and nothing changes")
    func oversize() throws {
        let store = makeStore(memoryLimitInBytes: 4 << 20, maximumValueByteCount: 3 << 20)
        try store.put(bytes("kept"), key, version(1))
        let before = store.statistics
        let longKey = [UInt8](repeating: 1, count: 65_536)

        #expect(throws: StoreError.keyTooLong(byteCount: 65_536, maximumByteCount: 65_535)) {
            try store.put([], longKey, version(2))
        }
        #expect(throws: StoreError.valueTooLarge(byteCount: 3_145_729, maximumByteCount: 3_145_728)) {
            try store.put([UInt8](repeating: 0, count: 3_145_729), key, version(2))
        }
        #expect(throws: StoreError.entryExceedsShard(byteCount: 1_000_031, maximumByteCount: 786_432)) {
            try store.put([UInt8](repeating: 0, count: 1_000_000), key, version(2))
        }
        #expect(store.statistics == before)
        #expect(store.get(key) == bytes("kept"))
        #expect(try store.put([], [UInt8](repeating: 1, count: 65_535), version(2)) == .applied)
    }
}
