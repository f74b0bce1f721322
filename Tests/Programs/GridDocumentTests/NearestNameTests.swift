import GridDocument
import Testing

@Suite("Nearest name")
struct NearestNameTests {
    private static let keys = ["replica_count", "replica_port", "seeds", "port", "name", "ttl"]

    @Test(
        "A misspelled name finds the one that was meant",
        arguments: [
            ("replca_count", "replica_count"), ("replica-count", "replica_count"),
            ("replicaCount", "replica_count"),
            ("replicacount", "replica_count"), ("sedes", "seeds"), ("seed", "seeds"), ("prot", "port"),
            ("tll", "ttl"), ("Name", "name"), ("replica_cuont", "replica_count"),
        ])
    func near(name: String, expected: String) {
        #expect(nearestName(to: name, among: Self.keys) == expected)
    }

    @Test(
        "A name that resembles none finds none",
        arguments: ["", "x", "ab", "memory", "transport_kind", "replicas"])
    func far(name: String) {
        #expect(nearestName(to: name, among: Self.keys) == nil)
    }

    @Test("The first of two equally near names wins")
    func tie() {
        #expect(nearestName(to: "cat", among: ["bat", "car"]) == "bat")
        #expect(nearestName(to: "cat", among: ["car", "bat"]) == "car")
    }

    @Test("A third of the letters may be wrong, and not one more")
    func limit() {
        #expect(nearestName(to: "abcdefghi", among: ["abcdefxyz"]) == "abcdefxyz")
        #expect(nearestName(to: "abcdefghi", among: ["abcdewxyz"]) == nil)
    }

    @Test("A name of any length is answered", .timeLimit(.minutes(1)))
    func long() {
        #expect(nearestName(to: String(repeating: "a", count: 1 << 20), among: Self.keys) == nil)
    }
}
