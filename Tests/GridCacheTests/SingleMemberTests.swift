import Testing

@testable import GridCache

@Suite("A single member", .serialized, .timeLimit(.minutes(1)))
struct SingleMemberTests {
    @Test("What was stored is read, as bytes and as text, and replaced by what is stored next")
    func storing() async throws {
        let cache = try await startSingle()

        try await cache.set("greeting", to: "hello")
        #expect(try await cache.get("greeting", as: String.self) == "hello")
        #expect(try await cache.get("greeting") == Array("hello".utf8))
        try await cache.set([1, 2, 3], to: [0, 255])
        #expect(try await cache.get([1, 2, 3]) == [0, 255])
        try await cache.set("greeting", to: "")
        #expect(try await cache.get("greeting") == [])
        #expect(try await cache.get("nothing") == nil)
        await cache.shutdown()
    }

    @Test("A deleted key has no value, and deleting it again is no error", arguments: WriteConcern.allCases)
    func deleting(concern: WriteConcern) async throws {
        let cache = try await startSingle()

        try await cache.set("key", to: "value", concern: concern)
        try await cache.delete("key", concern: concern)
        try await cache.delete("key", concern: concern)

        #expect(try await cache.get("key") == nil)
        await cache.shutdown()
    }

    @Test("Every read level finds the value", arguments: ReadLevel.allCases)
    func levels(level: ReadLevel) async throws {
        let cache = try await startSingle()
        try await cache.set("key", to: "value")

        #expect(try await cache.get("key", as: String.self, level: level) == "value")
        #expect(try await cache.get("nothing", level: level) == nil)
        await cache.shutdown()
    }

    @Test("An entry whose time is over is not served, whether it is given or the standard one")
    func expiry() async throws {
        let cache = try await startSingle { $0.defaultTimeToLive = .milliseconds(1) }

        try await cache.set("now", to: "value", expiring: .after(.zero))
        #expect(try await cache.get("now") == nil)
        try await cache.set("past", to: "value", expiring: .after(.seconds(-1)))
        #expect(try await cache.get("past") == nil)
        try await cache.set("standard", to: "value")
        try await becomesTrue { try await cache.get("standard") == nil }
        try await cache.set("never", to: "value", expiring: .never)
        try await cache.set("later", to: "value", expiring: .after(.seconds(3_600)))
        #expect(try await cache.get("never", as: String.self) == "value")
        #expect(try await cache.get("later", as: String.self) == "value")
        await cache.shutdown()
    }

    @Test("A value can be looked at without being copied")
    func borrowing() async throws {
        let cache = try await startSingle()
        try await cache.set("key", to: [1, 2, 3, 4])

        let sum = try await cache.withValue(forKey: "key") { value in
            (0..<value.count).reduce(0) { $0 + Int(value[$1]) }
        }
        #expect(sum == 10)
        #expect(try await cache.withValue(forKey: "nothing") { $0.count } == nil)
        guard case .hit(4) = cache.withLocalValue(forKey: "key", { $0.count }),
            case .missing = cache.withLocalValue(forKey: "nothing", { $0.count })
        else {
            Issue.record("the member does not answer from its own memory")
            return
        }
        await cache.shutdown()
    }

    @Test("What `body` throws comes out")
    func throwingBody() async throws {
        struct Odd: Error {}
        let cache = try await startSingle()
        try await cache.set("key", to: "value")

        await #expect(throws: Odd.self) { try await cache.withValue(forKey: "key") { _ in throw Odd() } }
        await cache.shutdown()
    }

    @Test("Keys and values out of range, and values that are no text, are told apart from missing keys")
    func invalid() async throws {
        let cache = try await startSingle { $0.maximumValueByteCount = 1_000 }
        let long = [UInt8](repeating: 0, count: 65_536)
        try await cache.set("bytes", to: [0xFF])

        #expect(await failure { try await cache.get("") } == .invalidKey(byteCount: 0, maximum: 65_535))
        #expect(
            await failure { try await cache.set(long, to: "v") }
                == .invalidKey(byteCount: 65_536, maximum: 65_535))
        #expect(
            await failure { try await cache.set("key", to: [UInt8](repeating: 0, count: 1_001)) }
                == .valueTooLarge(byteCount: 1_001, maximum: 1_000))
        #expect(
            await failure { try await cache.get("bytes", as: String.self) } == .notText(byteCount: 1))
        #expect(try await cache.get("key") == nil)
        await cache.shutdown()
    }

    @Test("The statistics count what happened")
    func statistics() async throws {
        let cache = try await startSingle()
        for number in 0..<10 { try await cache.set("key-\(number)", to: "value") }
        try await cache.delete("key-0")
        for number in 0..<10 { _ = try await cache.get("key-\(number)") }

        let statistics = cache.statistics

        #expect(statistics.isReady)
        #expect(statistics.liveMemberCount == 1)
        #expect(statistics.entryCount == 9)
        #expect(statistics.tombstoneCount == 1)
        #expect(statistics.acceptedWriteCount == 11)
        #expect(statistics.hitCount == 9)
        #expect(statistics.missCount == 1)
        #expect(statistics.waitingReplicationCount == 0)
        #expect(statistics.memoryByteCount > 0)
        await cache.shutdown()
    }

    @Test("Many tasks write and read at once")
    func concurrency() async throws {
        let cache = try await startSingle()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        try await cache.set("\(task)-\(number)", to: "\(number)")
                        let value = try await cache.get("\(task)-\(number)", as: String.self)
                        #expect(value == "\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(cache.statistics.entryCount == 1_600)
        await cache.shutdown()
    }
}
