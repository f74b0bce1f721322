// Five members in virtual time: what a test of an app can do. Nothing listens, and nothing waits.
//
//     swift run VirtualCluster

import GridCache
import GridCacheTesting

// region: cluster
let cluster = try TestCluster(memberCount: 5, seed: 1)
// A real `GridCache`: hand it to the code under test.
let cache = cluster[0].cache
try await cache.set("session:1", to: "signed in", expiring: .after(.seconds(90)))
try cluster.settle()

// One of the members that hold the session crashes; the others have noticed half a minute later.
cluster[cluster.owners(of: "session:1")[0]].crash()
cluster.advance(by: .seconds(30))

// A partition: each side goes on, and afterwards the later write wins everywhere.
cluster.partition([0, 1], [2, 3, 4])
cluster.advance(by: .seconds(20))
cluster.heal()
try cluster.settle(within: .seconds(60))
// endregion: cluster

for member in cluster.members where member.state == .running {
    let value = try await member.cache.get("session:1", as: String.self)
    print("\(member.name) reads: \(value ?? "nothing")")
}
cluster.advance(by: .seconds(60))
for member in cluster.members where member.state == .running {
    let value = try await member.cache.get("session:1")
    print("\(member.name) reads a minute later: \(value == nil ? "nothing" : "what has expired")")
}
print(cluster)
