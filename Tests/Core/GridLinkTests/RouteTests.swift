import GridIdentity
import GridLink
import Testing

@Suite("Memory for addresses of peers")
struct RouteTests {
    @Test("A peer that connects from ever-new addresses leaves nothing behind")
    func accepted() {
        let endpoint = Endpoint()
        for port in UInt16(2)...10_001 {
            let link = endpoint.accept(from: port, at: 0)
            _ = endpoint.closed(link, at: 0)
        }
        #expect(endpoint.table.routeCount == 0)
    }

    @Test("Addresses that failed are forgotten when it makes no difference any more")
    func failed() throws {
        let endpoint = Endpoint()
        for port in UInt16(2)...10_001 {
            let now = UInt64(port) * 10
            let link = try #require(endpoint.send("x", to: port, at: now))
            _ = endpoint.closed(link, at: now)
            _ = endpoint.takeEffects()
            #expect(endpoint.table.routeCount <= 64)
        }
    }

    @Test("An address whose attempts fail again and again is not forgotten between them")
    func failingAgain() throws {
        let endpoint = Endpoint {
            $0.minimumRetryDelay = .milliseconds(100)
            $0.maximumRetryDelay = .milliseconds(400)
        }
        var now: UInt64 = 0
        for (round, delay) in [UInt64(100), 200, 400, 400].enumerated() {
            let link = try #require(endpoint.send("x", to: 2, at: now))
            _ = endpoint.closed(link, at: now)
            // Others, so many that the table looks for what it can forget.
            for port in UInt16(1_000)...1_200 {
                if let other = endpoint.send("x", to: port + UInt16(round) * 1_000, at: now) {
                    _ = endpoint.closed(other, at: now)
                }
            }
            #expect(endpoint.send("x", to: 2, at: now + delay - 1) == nil)
            now += delay
        }
    }

    @Test("The second connection to an address goes on when the first one is lost")
    func twoConnections() {
        let endpoint = Endpoint()
        let first = endpoint.accept(from: 2, at: 0)
        let second = endpoint.accept(from: 2, at: 0)
        _ = endpoint.closed(first, at: 1)

        #expect(endpoint.table.routeCount == 1)
        #expect(endpoint.send("x", to: 2, at: 1) == second)
    }
}
