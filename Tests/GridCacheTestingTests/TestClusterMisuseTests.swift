import GridCacheTesting
import Testing

@Suite("Misuse of a test cluster")
struct TestClusterMisuseTests {
    /// What a process says at its end that `misuse` stops.
    private func message(of result: ExitTest.Result?) throws -> String {
        String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }

    @Test("A member that does not exist is named, with those that do")
    func noSuchMember() async throws {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { _ = try TestCluster(memberCount: 2)[2] }
        #expect(try message(of: result).contains("the cluster has the members 0 to 1, and no 2"))
    }

    @Test("A partition names every member once at most")
    func twiceInAPartition() async throws {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { try TestCluster(memberCount: 3).partition([0, 1], [1, 2]) }
        #expect(try message(of: result).contains("member 1 is in the partition twice: [[0, 1], [1, 2]]"))
    }

    @Test("A member that is down cannot crash")
    func crashedTwice() async throws {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let cluster = try TestCluster(memberCount: 2)
            cluster[1].crash()
            cluster[1].crash()
        }
        #expect(
            try message(of: result).contains(
                "member 1 (b) cannot crash: its process has ended; restart it first"))
    }

    @Test("A member that runs cannot be restarted")
    func restartedRunning() async throws {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { try TestCluster(memberCount: 2)[1].restart() }
        #expect(
            try message(of: result).contains(
                "member 1 (b) runs; let it crash or leave before it is restarted"))
    }

    @Test("Virtual time does not go back")
    func backwards() async throws {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { try TestCluster(memberCount: 1).advance(by: .seconds(-1)) }
        #expect(try message(of: result).contains("time cannot go back by -1.0 seconds"))
    }

    @Test("A loss rate is a share, and not a percentage")
    func lossRate() async throws {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) { try TestCluster(memberCount: 1).network.lossRate = 5 }
        #expect(try message(of: result).contains("a loss rate lies between 0 and 1, not at 5.0"))
    }
}
