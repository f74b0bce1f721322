import GridCache
import GridCacheTesting
import Testing

@Suite("Test cluster")
struct TestClusterTests {
    @Test("A new cluster is settled, and every member reads what one wrote", arguments: [1, 2, 5])
    func readsEverywhere(memberCount: Int) async throws {
        let cluster = try TestCluster(memberCount: memberCount, seed: 1)

        try await cluster[0].cache.set("session:1", to: "x", concern: .all)

        for member in cluster.members {
            #expect(try await member.cache.get("session:1", as: String.self) == "x")
            #expect(member.state == .running)
        }
        try cluster.checkInvariants()
    }

    @Test("What a member owns is read and written without virtual time passing, and the rest takes some")
    func timeOfOperations() async throws {
        let cluster = try TestCluster(memberCount: 5, seed: 2)
        let owners = cluster.owners(of: "key")
        let stranger = try #require((0..<5).first { !owners.contains($0) })
        #expect(owners.count == 3)

        let start = cluster.elapsed
        try await cluster[owners[0]].cache.set("key", to: "value")
        #expect(try await cluster[owners[0]].cache.get("key", as: String.self) == "value")
        #expect(cluster.elapsed == start)

        try cluster.settle()
        let later = cluster.elapsed
        #expect(try await cluster[stranger].cache.get("key", as: String.self) == "value")
        #expect(cluster.elapsed > later)
        #expect(cluster.elapsed < later + .milliseconds(20))
    }

    @Test("Local reads borrow the value, and say when other members have to be asked")
    func localReads() async throws {
        let cluster = try TestCluster(memberCount: 5, seed: 2)
        let owners = cluster.owners(of: "key")
        let stranger = try #require((0..<5).first { !owners.contains($0) })
        try await cluster[stranger].cache.set("key", to: "four", concern: .all)

        guard case .hit(4) = cluster[owners[1]].cache.withLocalValue(forKey: "key", { $0.count }) else {
            Issue.record("the owner does not hold the value")
            return
        }
        guard case .elsewhere = cluster[stranger].cache.withLocalValue(forKey: "key", { $0.count }) else {
            Issue.record("a member that is no owner answers for itself")
            return
        }
        #expect(try await cluster[stranger].cache.withValue(forKey: "key") { $0.count } == 4)
    }

    @Test("A deletion reaches every member")
    func deletion() async throws {
        let cluster = try TestCluster(memberCount: 4, seed: 3)
        try await cluster[0].cache.set("key", to: "value", concern: .all)

        try await cluster[3].cache.delete("key", concern: .all)

        for member in cluster.members { #expect(try await member.cache.get("key") == nil) }
    }

    @Test("Entries expire when their time has passed in virtual time")
    func expiry() async throws {
        var options = GridCache.Options()
        options.defaultTimeToLive = .seconds(600)
        let cluster = try TestCluster(memberCount: 3, seed: 4, options: options)
        let cache = cluster[1].cache
        try await cache.set("standard", to: "x")
        try await cache.set("brief", to: "x", expiring: .after(.seconds(5)))
        try await cache.set("for ever", to: "x", expiring: .never)

        cluster.advance(by: .seconds(4))
        #expect(try await cache.get("brief") != nil)
        cluster.advance(by: .seconds(1))
        #expect(try await cache.get("brief") == nil)
        cluster.advance(by: .seconds(594))
        #expect(try await cache.get("standard") != nil)
        cluster.advance(by: .seconds(1))
        #expect(try await cache.get("standard") == nil)
        #expect(try await cache.get("for ever") != nil)
    }

    @Test("Members can have options of their own, and copies are spread over their zones")
    func zones() async throws {
        let zones = ["north", "south", "north", "south"]
        let options = zones.map { zone in
            var options = GridCache.Options()
            options.zone = zone
            options.replicaCount = 2
            return options
        }
        let cluster = try TestCluster(members: options, seed: 5)

        for number in 0..<50 {
            #expect(Set(cluster.owners(of: "key-\(number)").map { zones[$0] }) == ["north", "south"])
        }
    }

    @Test("Options that cannot be used are an error, and not a cluster")
    func invalidOptions() {
        var options = GridCache.Options()
        options.replicaCount = 9

        #expect(throws: GridCacheError.invalidOptions(["replicaCount is between 1 and 8, not 9"])) {
            _ = try TestCluster(memberCount: 2, options: options)
        }
    }

    @Test("Members that must not form a cluster are an error that says what each of them sees")
    func conflictingOptions() throws {
        var other = GridCache.Options()
        other.virtualNodeCount = 17

        let error = #expect(throws: TestClusterError.self) {
            _ = try TestCluster(members: [GridCache.Options(), other])
        }
        #expect(try #require(error).description.contains("a takes a for alive, and a b run"))
    }

    @Test("The same seed and the same calls give the same account, and another seed gives another one")
    func determinism() async throws {
        func account(seed: UInt64) async throws -> String {
            let cluster = try TestCluster(memberCount: 4, seed: seed)
            for number in 0..<20 {
                try await cluster[number % 4].cache.set("key-\(number)", to: "value", concern: .all)
            }
            cluster[2].crash()
            cluster.advance(by: .seconds(15))
            return cluster.account
        }

        let first = try await account(seed: 6)
        #expect(try await account(seed: 6) == first)
        #expect(try await account(seed: 7) != first)
        #expect(first.contains("fault: crash c"))
        #expect(first.contains("set 'key-0' to 5 bytes (all): applied"))
    }

    @Test("Tasks that use the members at the same time take their turns")
    func concurrency() async throws {
        let cluster = try TestCluster(memberCount: 3, seed: 8)

        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<25 {
                        try await cluster[task % 3].cache.set("\(task)-\(number)", to: "x", concern: .quorum)
                        cluster.advance(by: .milliseconds(1))
                    }
                }
            }
            try await group.waitForAll()
        }

        try cluster.settle()
        for task in 0..<8 {
            for number in 0..<25 { #expect(try await cluster[1].cache.get("\(task)-\(number)") != nil) }
        }
        try cluster.checkInvariants()
    }

    @Test("Whoever sleeps on the cluster's clock lets virtual time pass")
    func clock() async throws {
        let cluster = try TestCluster(memberCount: 1, seed: 9)
        let clock = cluster.clock
        try await cluster[0].cache.set("key", to: "x", expiring: .after(.seconds(60)))

        let slept = try await clock.measure { try await clock.sleep(for: .seconds(60)) }

        #expect(slept == .seconds(60))
        #expect(try await cluster[0].cache.get("key") == nil)
    }

    @Test("A cache outlives the last reference to its cluster")
    func lifetime() async throws {
        let cache = try TestCluster(memberCount: 3, seed: 10)[1].cache

        try await cache.set("key", to: "value", concern: .all)

        #expect(try await cache.get("key", as: String.self, level: .all) == "value")
        #expect(cache.statistics.liveMemberCount == 3)
    }
}
