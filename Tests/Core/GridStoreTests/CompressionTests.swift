import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

@Suite("Compression in the store")
struct CompressionTests {
    private let key = bytes("key")
    private let text = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)

    @Test("A value that compresses well is kept compressed and read back whole")
    func roundTrip() throws {
        let store = makeStore(compressionThresholdInBytes: 512)
        try store.put(text, key, version(1))

        #expect(store.get(key) == text)
        #expect(store.metadata(key)?.encoding == .lz4(uncompressedByteCount: 10_000))
        let stored = try #require(store.stored(key))
        #expect(stored.stored.count < 200)
        #expect(store.statistics.compressionSavedByteCount == 10_000 - stored.stored.count)
        store.checkInvariants()
    }

    @Test("A compressed entry is merged into another replica as it is")
    func replication() throws {
        let source = makeStore(compressionThresholdInBytes: 512)
        let target = makeStore(compressionThresholdInBytes: nil)
        try source.put(text, key, version(1))
        let entry = try #require(source.stored(key))

        #expect(try target.merge(entry.stored, key, entry.metadata) == .applied)
        #expect(try target.merge(entry.stored, key, entry.metadata) == .alreadyHeld)

        #expect(target.stored(key) == entry)
        #expect(target.get(key) == text)
    }

    @Test("Only values from the threshold on are compressed", arguments: [(511, false), (512, true)])
    func threshold(byteCount: Int, isCompressed: Bool) throws {
        let store = makeStore(compressionThresholdInBytes: 512)
        try store.put([UInt8](repeating: 5, count: byteCount), key, version(1))

        let encoding = store.metadata(key)?.encoding
        #expect(encoding == (isCompressed ? .lz4(uncompressedByteCount: byteCount) : .raw))
    }

    @Test("A value that would save less than an eighth stays as it is")
    func incompressible() throws {
        let store = makeStore(compressionThresholdInBytes: 512)
        // A tenth of the value compresses, the rest does not.
        let value = noise(byteCount: 9_000, seed: 3) + [UInt8](repeating: 0, count: 1_000)
        try store.put(value, key, version(1))

        #expect(store.metadata(key)?.encoding == .raw)
        #expect(store.get(key) == value)
        #expect(store.statistics.compressionSavedByteCount == 0)
    }

    @Test(
        "A block that claims another size than it has is refused and changes nothing",
        arguments: [1, 9_999, 10_001])
    func wrongClaim(claimedByteCount: Int) throws {
        let source = makeStore(compressionThresholdInBytes: 512)
        let store = makeStore()
        try source.put(text, key, version(2))
        try store.put(bytes("kept"), key, version(1))
        let stored = try #require(source.stored(key)).stored
        let metadata = EntryMetadata(
            version: version(2), encoding: .lz4(uncompressedByteCount: claimedByteCount))

        #expect(throws: StoreError.corruptCompression(claimedByteCount: claimedByteCount)) {
            try store.merge(stored, key, metadata)
        }
        #expect(store.get(key) == bytes("kept"))
    }

    @Test("A block that claims more than the largest value is refused unread")
    func bomb() throws {
        let store = makeStore(maximumValueByteCount: 1 << 20)
        let metadata = EntryMetadata(version: version(1), encoding: .lz4(uncompressedByteCount: 1 << 40))

        #expect(throws: StoreError.valueTooLarge(byteCount: 1 << 40, maximumByteCount: 1 << 20)) {
            try store.merge([0x1F, 0, 1, 0], key, metadata)
        }
        #expect(store.liveEntryCount == 0)
    }

    @Test("Every truncation and every single-bit flip of a block is refused or gives the claimed size")
    func damagedBlocks() throws {
        let source = makeStore(compressionThresholdInBytes: 64)
        let value =
            bytes("abcabcabcabcabc-") + [UInt8](repeating: 9, count: 300) + noise(byteCount: 40, seed: 1)
        try source.put(value, key, version(1))
        let entry = try #require(source.stored(key))
        #expect(entry.metadata.encoding == .lz4(uncompressedByteCount: value.count))
        var damaged = (0..<entry.stored.count).map { [UInt8](entry.stored[..<$0]) }
        for bit in 0..<entry.stored.count * 8 {
            var flipped = entry.stored
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            damaged.append(flipped)
        }

        var refusedCount = 0
        for block in damaged {
            let store = makeStore()
            do {
                try store.merge(block, key, entry.metadata)
                #expect(store.get(key)?.count == value.count)
            } catch {
                #expect(error == .corruptCompression(claimedByteCount: value.count))
                #expect(store.metadata(key) == nil)
                refusedCount += 1
            }
        }
        #expect(refusedCount >= entry.stored.count)
    }
}
