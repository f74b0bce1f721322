import Testing

@testable import gridcached

@Suite("Descriptors for clients")
struct ClientAllowanceTests {
    @Test(
        "As many clients are served as the limit leaves beside what the process needs",
        arguments: [(1_000, 1_128, 1_000), (1_000, 1_127, 999), (1_000, 129, 1)])
    func fitting(requested: Int, limit: Int, expected: Int) {
        let allowance = ClientAllowance(requestedClientCount: requested, limitAtStart: limit, limit: limit)

        #expect(allowance.clientCount == expected)
        #expect(allowance.events.map(\.name) == (expected < requested ? ["resp.max_clients_reduced"] : []))
    }

    @Test("Without a descriptor for one client there is no allowance", arguments: [0, 20, 128])
    func none(limit: Int) {
        let allowance = ClientAllowance(requestedClientCount: 5, limitAtStart: limit, limit: limit)

        #expect(allowance.clientCount == nil)
    }

    @Test("A limit that was raised is told, and one that was raised too little is told as well")
    func events() {
        let allowance = ClientAllowance(requestedClientCount: 1_000, limitAtStart: 256, limit: 512)

        #expect(
            allowance.events.map(\.name) == ["process.descriptor_limit_raised", "resp.max_clients_reduced"])
    }
}
