import GridCache
import GridCacheTesting
import Testing

@Suite("Faults of a test cluster")
struct TestClusterFaultTests {
    /// The error of the cache that `body` throws.
    private func failure<Result>(of body: () async throws -> Result) async -> GridCacheError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? GridCacheError
        }
    }

    @Test("What was acknowledged survives the loss of any one member", arguments: [0, 2, 4])
    func lossOfAMember(victim: Int) async throws {
        let cluster = try TestCluster(memberCount: 5, seed: 1)
        let writer = cluster[(victim + 1) % 5].cache
        for number in 0..<20 { try await writer.set("key-\(number)", to: "value", concern: .quorum) }

        cluster[victim].crash()
        try cluster.settle()

        for number in 0..<20 {
            #expect(
                try await cluster[(victim + 2) % 5].cache.get("key-\(number)", as: String.self) == "value")
        }
        #expect(writer.statistics.liveMemberCount == 4)
    }

    @Test("The cache of a process that crashed is shut down in every way, and the account says since when")
    func crashedCache() async throws {
        let cluster = try TestCluster(memberCount: 3, seed: 2)
        let cache = cluster[1].cache
        try await cache.set("key", to: "value", concern: .all)

        cluster[1].crash()

        #expect(cluster[1].state == .down)
        #expect(cluster[1].cache === cache)
        #expect(await failure { try await cache.get("key") } == .shutDown)
        #expect(await failure { try await cache.get("key", level: .all) } == .shutDown)
        #expect(await failure { try await cache.set("key", to: "other", concern: .local) } == .shutDown)
        #expect(await failure { try await cache.delete("key") } == .shutDown)
        #expect(await failure { try await cache.waitUntilReady() } == .shutDown)
        #expect(throws: GridCacheError.shutDown) { try cache.healthCheck() }
        guard case .elsewhere = cache.withLocalValue(forKey: "key", { $0.count }) else {
            Issue.record("the memory of a process that has ended answers")
            return
        }
        #expect(cluster.account.contains("fault: crash b"))
        #expect(cluster.account.contains("the cache of b was asked, whose process has ended"))
    }

    @Test("A restarted member has a new cache, which begins empty and becomes ready as time passes")
    func restart() async throws {
        let cluster = try TestCluster(memberCount: 3, seed: 3)
        let old = cluster[2].cache
        try await old.set("key", to: "value", concern: .all)
        cluster[2].crash()
        try cluster.settle()

        cluster[2].restart()
        let new = cluster[2].cache
        #expect(new !== old)
        #expect(await failure { try await new.get("key") } == .notReady)
        #expect(throws: GridCacheError.notReady) { try new.healthCheck() }
        try await new.waitUntilReady()

        #expect(try await new.get("key", as: String.self) == "value")
        #expect(await failure { try await old.get("key") } == .shutDown)
        try cluster.settle()
        #expect(new.statistics.entryCount == 1)
    }

    @Test("A member that waits in vain to be ready gives up when its virtual patience ends")
    func impatience() async throws {
        let cluster = try TestCluster(memberCount: 3, seed: 3)
        cluster[2].crash()
        cluster[2].restart()
        let start = cluster.elapsed

        #expect(await failure { try await cluster[2].cache.waitUntilReady(timeout: .zero) } == .notReady)
        #expect(cluster.elapsed == start)
    }

    @Test("Both sides of a partition go on, no owner out of reach is a miss, and the later write wins")
    func partition() async throws {
        var options = GridCache.Options()
        options.replicaCount = 2
        let cluster = try TestCluster(memberCount: 5, seed: 4, options: options)
        let keys = (0..<400).map { "key-\($0)" }
        for key in keys { try await cluster[0].cache.set(key, to: "before", concern: .all) }
        let beyond = try #require(keys.first { cluster.owners(of: $0).allSatisfy { $0 >= 2 } })
        let shared = try #require(keys.first { Set(cluster.owners(of: $0)) == [1, 2] })

        cluster.partition([0, 1], [2, 3, 4])
        let failed = await failure { try await cluster[0].cache.get(beyond) }
        switch failed {
        case .timedOut, .ownersUnreachable: break
        default: Issue.record("not an error of owners that do not answer: \(String(describing: failed))")
        }
        cluster.advance(by: .seconds(1))
        try await cluster[1].cache.set(shared, to: "earlier")
        cluster.advance(by: .seconds(1))
        try await cluster[2].cache.set(shared, to: "later")
        #expect(try await cluster[1].cache.get(shared, as: String.self) == "earlier")
        #expect(throws: TestClusterError.self) { try cluster.settle(within: .seconds(30)) }

        cluster.heal()
        try cluster.settle()
        for member in cluster.members {
            #expect(try await member.cache.get(shared, as: String.self) == "later")
            #expect(try await member.cache.get(beyond, as: String.self) == "before")
        }
    }

    @Test("A cluster that cannot settle says which ways are blocked")
    func blockedWay() throws {
        let cluster = try TestCluster(memberCount: 3, seed: 5)
        cluster.block(from: [0], to: [1, 2])

        let error = #expect(throws: TestClusterError.self) { try cluster.settle(within: .seconds(5)) }

        let description = try #require(error).description
        #expect(description.contains("the cluster has not settled after 5.0 seconds"))
        #expect(description.contains("nothing from a reaches b c"))
        #expect(description.contains("fault: nothing from a reaches b c"))
        cluster.heal()
        try cluster.settle()
    }

    @Test("A call to a member that stands still returns when the member goes on")
    func pause() async throws {
        let cluster = try TestCluster(memberCount: 3, seed: 6)
        try await cluster[2].cache.set("key", to: "value", expiring: .after(.seconds(2)))
        let start = cluster.elapsed

        cluster[2].pause(for: .seconds(3))
        #expect(cluster[2].state == .paused)
        #expect(cluster.elapsed == start)
        #expect(try await cluster[2].cache.get("key") == nil)

        #expect(cluster.elapsed == start + .seconds(3))
        #expect(cluster[2].state == .running)
        try cluster.settle()
    }

    @Test("A clock that is set forward lets entries expire early at its member only")
    func clockStep() async throws {
        let cluster = try TestCluster(memberCount: 3, seed: 7)
        try await cluster[0].cache.set("key", to: "x", expiring: .after(.seconds(60)), concern: .all)

        cluster[1].stepClock(by: .seconds(60))

        #expect(try await cluster[0].cache.get("key") != nil)
        #expect(try await cluster[1].cache.get("key") == nil)
        cluster[1].stepClock(by: .seconds(-60))
        #expect(try await cluster[1].cache.get("key") != nil)
    }

    @Test("A member that leaves hands over what only it held", arguments: [false, true])
    func leaving(byItself: Bool) async throws {
        var options = GridCache.Options()
        options.replicaCount = 1
        let cluster = try TestCluster(memberCount: 3, seed: 8, options: options)
        for number in 0..<30 { try await cluster[0].cache.set("key-\(number)", to: "value") }
        let leaver = cluster[1].cache
        #expect(leaver.statistics.entryCount > 0)

        if byItself { await leaver.shutdown() } else { cluster[1].leave() }

        #expect(cluster[1].state == .down)
        try cluster.settle()
        for number in 0..<30 {
            #expect(try await cluster[2].cache.get("key-\(number)", as: String.self) == "value")
        }
        #expect(await failure { try await leaver.get("key-0") } == .shutDown)
        await leaver.shutdown()
    }

    @Test("A member that runs until it is cancelled leaves then")
    func running() async throws {
        let cluster = try TestCluster(memberCount: 2, seed: 9)
        let cache = cluster[1].cache

        let task = Task { try await cache.run() }
        task.cancel()
        try await task.value

        #expect(cluster[1].state == .down)
        try cluster.settle()
        #expect(cluster[0].cache.statistics.liveMemberCount == 1)
    }

    @Test("A network that loses and damages segments delays the cluster, and does not break it")
    func badNetwork() async throws {
        var network = TestCluster.NetworkConditions()
        network.lossRate = 0.02
        network.corruptionRate = 0.000_5
        network.meanDelay = .milliseconds(20)
        let cluster = try TestCluster(memberCount: 3, seed: 10, network: network)
        #expect(cluster.network == network)

        for number in 0..<30 { try await cluster[0].cache.set("key-\(number)", to: "value", concern: .one) }
        cluster.network = TestCluster.NetworkConditions()

        try cluster.settle()
        for number in 0..<30 { #expect(try await cluster[1].cache.get("key-\(number)") != nil) }
        try cluster.checkInvariants()
    }
}
