import GridDriver
import Testing

@testable import GridCache

@Suite("Life of a member", .serialized, .timeLimit(.minutes(1)))
struct LifecycleTests {
    @Test("Options that cannot be used are refused with a sentence for each problem")
    func invalidOptions() throws {
        var options = GridCache.Options()
        options.memberName = String(repeating: "x", count: 256)
        options.clusterName = ""
        options.listenAddress = "nowhere"
        options.seeds = ["127.0.0.1:0", "also nowhere"]
        options.weight = 0
        options.replicaCount = 9
        options.shardCount = 3
        options.memoryLimitInBytes = 1
        options.readTimeout = .zero

        do throws(GridCacheError) {
            _ = try GridCache(options: options)
            Issue.record("the options were accepted")
        } catch {
            guard case .invalidOptions(let problems) = error else {
                Issue.record("\(error)")
                return
            }
            let names = [
                "memberName", "clusterName", "listenAddress", "weight", "replicaCount", "shardCount",
                "memoryLimitInBytes", "readTimeout",
            ]
            for name in names { #expect(problems.contains { $0.hasPrefix(name) }, "\(name): \(problems)") }
            #expect(problems.count { $0.hasPrefix("seeds") } == 2)
        }
    }

    @Test("Negative times are refused, not fatal")
    func negativeTimes() throws {
        var options = GridCache.Options()
        options.readTimeout = .seconds(-1)
        options.probeInterval = .seconds(-1)
        options.suspectTimeout = .seconds(-1)
        options.maximumClockOffset = .seconds(-1)
        options.tombstoneGracePeriod = .seconds(-1)
        options.defaultTimeToLive = .seconds(-1)
        options.weight = -1

        #expect(throws: GridCacheError.self) { try GridCache(options: options) }
    }

    @Test("Where other machines reach it, a member listens only when it is allowed to")
    func insecureListening() throws {
        #expect(throws: GridCacheError.self) {
            try GridCache(options: quickOptions { $0.listenAddress = "0.0.0.0:0" })
        }
    }

    @Test("A port that is in use is an error that names it")
    func portInUse() async throws {
        let first = try await startSingle()

        do throws(GridCacheError) {
            _ = try GridCache(options: quickOptions { $0.listenAddress = first.address })
            Issue.record("both listen at \(first.address)")
        } catch {
            guard case .cannotListen(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.contains(first.address))
        }
        await first.shutdown()
    }

    @Test("A member that nobody named is named after its address")
    func names() async throws {
        let unnamed = try await startSingle()
        let named = try await startSingle { $0.memberName = "berlin-1" }

        #expect(unnamed.memberName == unnamed.address)
        #expect(!unnamed.address.hasSuffix(":0"))
        #expect(named.memberName == "berlin-1")
        await shutDown([unnamed, named])
    }

    @Test("A shutdown that has no time, or less, ends at once")
    func shutdownWithoutTime() async throws {
        let cache = try await startSingle()
        await cache.shutdown(timeout: .seconds(-1))
        #expect(throws: GridCacheError.shutDown) { try cache.healthCheck() }
    }

    @Test("An expiry in the far future is none that anybody will see")
    func farExpiry() async throws {
        let cache = try await startSingle()
        try await cache.set("key", to: "value", expiring: .after(.seconds(1e19 as Double)))
        #expect(try await cache.get("key", as: String.self) == "value")
        await cache.shutdown()
    }

    private static let impossibleOptions: [(String, @Sendable (inout GridCache.Options) -> Void)] = [
        ("seeds has at most 256 addresses, not 300", { $0.seeds = (1...300).map { "127.0.0.1:\($0)" } }),
        ("nobody can be reached at 0.0.0.0", { $0.listenAddress = "0.0.0.0:7946" }),
        ("probeInterval is between", { $0.probeInterval = .seconds(Int64.max) }),
        ("failureTimeout is part of probeInterval", { $0.failureTimeout = .seconds(11) }),
    ]

    @Test("Options that no member could run with are refused with a sentence", arguments: impossibleOptions)
    func refusedOptions(sentence: String, change: @Sendable (inout GridCache.Options) -> Void) {
        do throws(GridCacheError) {
            _ = try GridCache(options: quickOptions(change))
            Issue.record("the options were accepted")
        } catch {
            #expect(error.description.contains(sentence), "\(error)")
        }
    }

    @Test("After a shutdown every request fails and says why")
    func shutdown() async throws {
        let cache = try await startSingle()
        try await cache.set("key", to: "value")
        try cache.healthCheck()

        await cache.shutdown()
        await cache.shutdown()

        #expect(await failure { try await cache.get("key") } == .shutDown)
        #expect(await failure { try await cache.get("key", level: .all) } == .shutDown)
        #expect(await failure { try await cache.withValue(forKey: "key") { $0.count } } == .shutDown)
        #expect(await failure { try await cache.set("key", to: "value") } == .shutDown)
        #expect(await failure { try await cache.set("key", to: "value", concern: .local) } == .shutDown)
        #expect(await failure { try await cache.delete("key", concern: .all) } == .shutDown)
        #expect(await failure { try await cache.waitUntilReady() } == .shutDown)
        #expect(await failure { try cache.healthCheck() } == .shutDown)
    }

    @Test("A member that is only stopped fails every request, too")
    func stop() async throws {
        let cache = try await startSingle()
        try await cache.set("key", to: "value")

        cache.host.stop()

        #expect(await failure { try await cache.get("key") } == .shutDown)
        #expect(await failure { try await cache.set("key", to: "value") } == .shutDown)
    }

    @Test("Requests that are under way when the member is shut down are answered")
    func shutdownUnderLoad() async throws {
        let cache = try await startSingle()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var number = 0
                    while true {
                        number += 1
                        do throws(GridCacheError) {
                            try await cache.set("\(task)-\(number % 100)", to: "v", concern: .all)
                            _ = try await cache.get("\(task)-\(number % 100)", level: .all)
                        } catch {
                            #expect(error == .shutDown)
                            return
                        }
                    }
                }
            }
            group.addTask { await cache.shutdown() }
        }
    }

    @Test("A member that does not find its cluster is not ready in time, healthy or ready to serve")
    func notReady() async throws {
        // Nobody listens at the port of a member that is gone.
        let gone = try await startSingle()
        let seed = gone.address
        await gone.shutdown()
        let cache = try GridCache(options: quickOptions { $0.seeds = [seed] })

        #expect(await failure { try await cache.waitUntilReady(timeout: .milliseconds(20)) } == .notReady)
        #expect(await failure { try cache.healthCheck() } == .notReady)
        #expect(await failure { try await cache.get("key") } == .notReady)
        #expect(await failure { try await cache.set("key", to: "v") } == .notReady)
        await cache.shutdown()
    }

    @Test("Cancelling ends the wait, and ends a running member")
    func cancelling() async throws {
        let cache = try await startSingle()
        let running = Task { try await cache.run() }
        running.cancel()
        try await running.value

        #expect(await failure { try await cache.get("key") } == .shutDown)
    }
}
