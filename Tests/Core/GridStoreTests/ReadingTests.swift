import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

@Suite("Reading from the store")
struct ReadingTests {
    private struct Refusal: Error, Hashable {
        var byteCount: Int
    }

    @Test("A stored value is read back with its metadata")
    func roundTrip() throws {
        let store = makeStore()
        let expiry = WallTime(milliseconds: start.milliseconds + 5_000)

        let outcome = try store.put(bytes("value"), bytes("key"), version(7, origin: 9), expiry: expiry)

        #expect(outcome == .applied)
        #expect(store.get(bytes("key")) == bytes("value"))
        #expect(store.metadata(bytes("key")) == EntryMetadata(version: version(7, origin: 9), expiry: expiry))
        #expect(store.liveEntryCount == 1)
        store.checkInvariants()
    }

    @Test("A key that was never written is a miss, in an empty store and in a used one")
    func miss() throws {
        let store = makeStore()
        #expect(store.get(bytes("absent")) == nil)
        try store.put(bytes("value"), bytes("present"), version(1))

        #expect(store.get(bytes("absent")) == nil)
        #expect(store.metadata(bytes("absent")) == nil)
        #expect(store.stored(bytes("absent")) == nil)
        #expect(store.statistics.missCount == 2)
        #expect(store.statistics.hitCount == 0)
    }

    @Test("Empty keys and empty values are values like any other")
    func emptyKeyAndValue() throws {
        let store = makeStore(compressionThresholdInBytes: 1)
        try store.put([], [], version(1))

        #expect(store.get([]) == [])
        store.checkInvariants()
    }

    @Test("An entry is served until the millisecond before its expiry, and not at it")
    func expiryBoundary() throws {
        let store = makeStore()
        let expiry = WallTime(milliseconds: start.milliseconds + 100)
        try store.put(bytes("value"), bytes("key"), version(0), expiry: expiry)

        #expect(
            store.get(bytes("key"), at: WallTime(milliseconds: start.milliseconds + 99)) == bytes("value"))
        #expect(store.get(bytes("key"), at: expiry) == nil)
        #expect(store.metadata(bytes("key"))?.expiry == expiry)
        #expect(store.statistics.hitCount == 1)
        #expect(store.statistics.missCount == 1)
    }

    @Test("A visit reports whether there was a live entry to show")
    func visit() throws {
        let store = makeStore(compressionThresholdInBytes: 64)
        let value = [UInt8](repeating: 3, count: 200)
        try store.put(value, bytes("key"), version(4))
        var seen: [[UInt8]] = []

        let found = store.visitValue(forKey: bytes("key").span, in: slot(of: bytes("key")), at: start) {
            value, metadata in
            seen.append([UInt8](copying: value))
            #expect(metadata.version == version(4))
        }
        let missed = store.visitValue(forKey: bytes("no").span, in: slot(of: bytes("no")), at: start) {
            _, _ in
            Issue.record("there is no such entry")
        }

        #expect(found && !missed)
        #expect(seen == [value])
    }

    @Test("An error thrown by the reader comes out unchanged, and the store stays usable")
    func throwingReader() throws {
        let store = makeStore()
        try store.put(bytes("value"), bytes("key"), version(0))

        #expect(throws: Refusal(byteCount: 5)) {
            try store.withValue(forKey: bytes("key").span, in: slot(of: bytes("key")), at: start) {
                (value, _) throws(Refusal) -> Int in
                throw Refusal(byteCount: value.count)
            }
        }

        #expect(store.get(bytes("key")) == bytes("value"))
    }

    @Test("Keys and values of every size near a size class are kept exactly")
    func everySize() throws {
        let store = makeStore(memoryLimitInBytes: 256 << 20)
        var sizes = Array(0...2_100)
        for exponent in 11...18 {
            sizes += [1 << exponent - 45, 1 << exponent - 1, 1 << exponent, 1 << exponent + 1]
        }
        for size in sizes {
            let key = noise(byteCount: size % 300, seed: UInt64(size)) + bytes("#\(size)")
            try store.put(noise(byteCount: size, seed: UInt64(size + 1)), key, version(0))
        }
        store.checkInvariants()

        for size in sizes {
            let key = noise(byteCount: size % 300, seed: UInt64(size)) + bytes("#\(size)")
            #expect(store.get(key) == noise(byteCount: size, seed: UInt64(size + 1)))
        }
        #expect(store.statistics.evictionCount == 0)
    }

    @Test("Every key stays readable while the index grows from one bucket to thousands")
    func growth() throws {
        let store = makeStore(memoryLimitInBytes: 64 << 20, shardCount: 1)
        for number in 0..<60_000 {
            try store.put(bytes("v\(number)"), bytes("key-\(number)"), version(0))
            if number.nonzeroBitCount == 1 { store.checkInvariants() }
        }
        store.checkInvariants()

        let lost = (0..<60_000).filter { number in store.get(bytes("key-\(number)")) != bytes("v\(number)") }
        #expect(lost == [])
        #expect(store.liveEntryCount == 60_000)
        #expect(store.statistics.evictionCount == 0)
    }

    @Test("A slot's enumeration reports exactly its entries, however few are asked for at a time")
    func scanOfOneSlot() throws {
        let store = makeStore(shardCount: 2)
        for number in 0..<3_000 {
            try store.put(bytes("v"), bytes("{\(number % 10)}\(number)"), version(UInt64(number)))
        }
        try store.delete(bytes("{3}3"), version(9_999))

        for limit in [1, 7, 100_000] {
            let seen = store.entries(of: slot(of: bytes("{3}")), limit: limit)
            let expected = (0..<3_000).filter { $0 % 10 == 3 }.map { bytes("{3}\($0)") }
            #expect(
                seen.map(\.key).sorted { $0.lexicographicallyPrecedes($1) }
                    == expected.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(seen.filter(\.metadata.isTombstone).map(\.key) == [bytes("{3}3")])
        }
    }

    @Test("Entries that are present throughout are reported while the index grows during the enumeration")
    func scanDuringGrowth() throws {
        let store = makeStore(shardCount: 1)
        for number in 0..<2_000 { try store.put(bytes("v"), bytes("{a}\(number)"), version(0)) }
        var reported: Set<[UInt8]> = []
        var cursor: ScanCursor? = .start
        var written = 2_000

        while let position = cursor {
            cursor = store.scan(slot: slot(of: bytes("{a}")), from: position, limit: 20) { key, _, _ in
                reported.insert([UInt8](copying: key))
            }
            guard written < 20_000 else { continue }
            for number in written..<written + 200 {
                try store.put(bytes("v"), bytes("{a}\(number)"), version(0))
            }
            written += 200
        }

        #expect((0..<2_000).filter { !reported.contains(bytes("{a}\($0)")) } == [])
    }

    @Test("Two stores with the same seed report a slot in the same order, with another seed in another")
    func deterministicOrder() throws {
        func order(seed: UInt64) throws -> [[UInt8]] {
            let store = makeStore(shardCount: 1, hashSeed: seed)
            for number in 0..<500 { try store.put(bytes("v"), bytes("{a}\(number)"), version(0)) }
            return store.entries(of: slot(of: bytes("{a}")), limit: 1_000).map(\.key)
        }

        #expect(try order(seed: 1) == order(seed: 1))
        #expect(try order(seed: 1) != order(seed: 2))
    }
}
