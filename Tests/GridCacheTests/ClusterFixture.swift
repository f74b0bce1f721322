import GridCache
import GridDriver
import GridNode
import GridPlacement

/// Options for quick tests on loopback: the system picks the port, and little memory is taken.
func quickOptions(_ change: (inout GridCache.Options) -> Void = { _ in }) -> GridCache.Options {
    var options = GridCache.Options()
    options.memoryLimitInBytes = 16 << 20
    options.shardCount = 4
    options.ioThreadCount = 1
    // A busy machine must not fail what a test does not mean to time out.
    options.readTimeout = .seconds(20)
    options.writeTimeout = .seconds(20)
    options.failureTimeout = .seconds(10)
    options.probeInterval = .seconds(10)
    options.suspectTimeout = .seconds(20)
    change(&options)
    return options
}

/// Starts a member that is alone, and waits until it serves.
func startSingle(_ change: (inout GridCache.Options) -> Void = { _ in }) async throws -> GridCache {
    let cache = try GridCache(options: quickOptions(change))
    try await cache.waitUntilReady()
    return cache
}

/// Starts members that form one cluster, and waits until every one of them knows all and places the slots on all.
func startCluster(
    _ count: Int, _ change: (inout GridCache.Options) -> Void = { _ in }
) async throws -> [GridCache] {
    let first = try await startSingle(change)
    var members = [first]
    for _ in 1..<count {
        let member = try GridCache(
            options: quickOptions { options in
                change(&options)
                options.seeds = [first.address]
            })
        try await member.waitUntilReady()
        members.append(member)
    }
    await becomesTrue { members.allSatisfy { $0.statistics.liveMemberCount == count } }
    await becomesTrue {
        members.allSatisfy { $0.statistics.viewFingerprint == first.statistics.viewFingerprint }
    }
    await becomesTrue {
        let tables = members.map { $0.replica.ownership.table }
        return tables.allSatisfy { $0.members.count == count && $0.fingerprint == tables[0].fingerprint }
    }
    return members
}

/// Looks again and again until the condition holds; the time limit of the suite ends it.
func becomesTrue(_ condition: () async throws -> Bool) async rethrows {
    while try await !condition() {
        // Ended by the cancelled test.
        do { try await Task.sleep(for: .milliseconds(2)) } catch { return }
    }
}

/// Shuts all members down.
func shutDown(_ members: [GridCache]) async {
    for member in members { await member.shutdown() }
}

/// The error that `body` throws, if it is one of the cache.
func failure<Result>(of body: () async throws -> Result) async -> GridCacheError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? GridCacheError
    }
}
