import GridIdentity
import Testing

@Suite("Node identities and cluster names")
struct IdentityTests {
    @Test("Identities are ordered by the bytes of the name, then by epoch")
    func order() {
        let sorted = [
            NodeID(name: "a", epoch: 9), NodeID(name: "a", epoch: 10), NodeID(name: "a-1", epoch: 1),
            NodeID(name: "b", epoch: 0), NodeID(name: "z", epoch: 0), NodeID(name: "é", epoch: 0),
        ]

        #expect(Array(sorted.reversed()).sorted() == sorted)
    }

    @Test("Two spellings of one accent are two names")
    func unicodeSpellings() {
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"

        #expect(composed == decomposed)
        #expect(NodeID(name: composed, epoch: 1) != NodeID(name: decomposed, epoch: 1))
        #expect(NodeID(name: decomposed, epoch: 2) < NodeID(name: composed, epoch: 1))
        #expect(ClusterName(composed) != ClusterName(decomposed))
        #expect(ClusterName(composed) == ClusterName(composed))
    }

    @Test(
        "A name has 1 to 255 bytes and no control characters",
        arguments: [
            ("n", true), ("node 1", true), ("knoten-äöü", true), (String(repeating: "x", count: 255), true),
            (String(repeating: "x", count: 256), false), (String(repeating: "é", count: 128), false),
            ("", false), ("a\n", false), ("a\u{0}b", false), ("\u{7F}", false), ("a\u{85}b", false),
        ])
    func validNames(name: String, isValid: Bool) {
        #expect(NodeID.isValidName(name) == isValid)
        #expect((ClusterName(name) != nil) == isValid)
    }

    @Test("An identity with an invalid name is a programmer error")
    func invalidName() async {
        await #expect(processExitsWith: .failure) { _ = NodeID(name: "", epoch: 1) }
    }

    @Test("Descriptions name the node and its epoch")
    func descriptions() {
        #expect(NodeID(name: "cache-1", epoch: 42).description == "cache-1#42")
        #expect(ClusterName("shop")?.description == "shop")
    }
}

@Suite("Node addresses")
struct NodeAddressTests {
    @Test(
        "A host and a port are read and printed alike",
        arguments: [
            ("example.org:7946", "example.org", 7_946), ("10.0.0.1:1", "10.0.0.1", 1),
            ("[::1]:65535", "::1", 65_535), ("[fe80::1%eth0]:80", "fe80::1%eth0", 80),
            ("under_score-1:0", "under_score-1", 0),
        ])
    func roundTrip(text: String, host: String, port: UInt16) throws {
        let address = try #require(NodeAddress(text))

        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(
        "Other text is no address",
        arguments: [
            "", ":", "host", "host:", ":80", "host:65536", "host:-1", "host:+1", "host: 1", "host:١",
            "::1:80",
            "[::1]", "[::1]80", "[::1:80", "::1]:80", "[host]:80", "[]:80", "ho st:80", "höst:80",
            "host:99999999999999999999",
        ])
    func invalid(text: String) {
        #expect(NodeAddress(text) == nil)
    }

    @Test("A host has 1 to 255 bytes of ASCII")
    func hostLimits() {
        #expect(NodeAddress(host: String(repeating: "h", count: 255), port: 1) != nil)
        #expect(NodeAddress(host: String(repeating: "h", count: 256), port: 1) == nil)
        #expect(NodeAddress(host: "", port: 1) == nil)
        #expect(NodeAddress(host: "a/b", port: 1) == nil)
    }

    @Test("Addresses are ordered by host, then by port")
    func order() throws {
        let low = try #require(NodeAddress("a:9"))
        let middle = try #require(NodeAddress("a:10"))
        let high = try #require(NodeAddress("b:1"))

        #expect([high, middle, low].sorted() == [low, middle, high])
    }
}
