import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

@Suite("The store under concurrent use")
struct ConcurrencyTests {
    /// A value whose bytes all follow from its first, so that a mixture of two values shows.
    private static func uniform(_ byte: UInt8) -> [UInt8] {
        [UInt8](repeating: byte, count: 20 + Int(byte) * 3)
    }

    @Test("Readers never see parts of two values while writers overwrite, delete and evict")
    func noTornValues() async throws {
        let store = makeStore(memoryLimitInBytes: 1 << 20, shardCount: 2)
        let operationCount = 60_000
        await withTaskGroup(of: Int.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    var random = SeededRandom(seed: UInt64(writer))
                    for operation in 0..<operationCount {
                        let key = bytes("key-\(random.next(below: 4_000))")
                        let stamp = version(UInt64(operation), origin: UInt32(writer))
                        if random.next(below: 10) == 0 {
                            _ = try? store.delete(key, stamp)
                        } else {
                            _ = try? store.put(Self.uniform(UInt8(random.next(below: 256))), key, stamp)
                        }
                    }
                    return 0
                }
            }
            for reader in 0..<2 {
                group.addTask {
                    var random = SeededRandom(seed: UInt64(reader + 10))
                    var tornCount = 0
                    for operation in 0..<operationCount {
                        guard let value = store.get(bytes("key-\(random.next(below: 4_000))")) else {
                            continue
                        }
                        if value != Self.uniform(value[0]) { tornCount += 1 }
                        if operation % 1_000 == 0 { _ = store.sweep(budget: 100, at: start) }
                    }
                    return tornCount
                }
            }
            for await tornCount in group { #expect(tornCount == 0) }
        }
        store.checkInvariants()
    }

    @Test("Concurrent updates of one counter lose no increment")
    func atomicUpdates() async throws {
        let store = makeStore()
        let key = bytes("counter")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<5_000 {
                        _ = try? store.update(
                            forKey: key.span, in: slot(of: key), at: start, newValue: Span()
                        ) {
                            held, _ in
                            let next = (held?.version.timestamp.packed ?? 0) + 1
                            return .store(
                                version: Version(
                                    timestamp: HybridTimestamp(packed: next), origin: OriginTag(rawValue: 1)),
                                expiry: nil)
                        }
                    }
                }
            }
        }
        #expect(store.metadata(key)?.version.timestamp.packed == 20_000)
    }
}
