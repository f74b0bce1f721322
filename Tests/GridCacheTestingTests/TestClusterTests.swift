import GridCache
import GridCacheTesting
import Testing

@Suite("Test cluster")
struct TestClusterTests {
    @Test("A new cluster is settled, and every member reads what one wrote")
    func readsEverywhere() async throws {
        let cluster = try TestCluster(memberCount: 5, seed: 1)

        try await cluster[0].cache.set("session:1", to: "x", concern: .all)

        for member in cluster.members {
            #expect(try await member.cache.get("session:1", as: String.self) == "x")
        }
    }
}
