import GridIdentity
import GridRuntime
import Testing

@testable import GridCache
@testable import GridDriver

@Suite("Listening", .timeLimit(.minutes(1)))
struct ListeningTests {
    @Test("A node that the system does not let listen says so, takes no part, and keeps nobody waiting")
    func failsLater() async throws {
        let address = try #require(NodeAddress("127.0.0.1:0"))
        let configuration = try quickOptions().runtimeConfiguration()
        let loops = EventLoopGroup(count: 1, name: "deaf")
        let (occurrences, occurred) = AsyncStream.makeStream(of: NodeOccurrence.self)
        let driver = try NodeDriver(configuration) { occurred.yield($0) }
        let control = ControlDriver(configuration.node, on: loops.loops[0], planes: []) { occurred.yield($0) }
        let listener = try TCPListener(binding: address)
        try loops.start()

        loops.loops[0].submit {
            listener.close()
            control.start(seeds: [], replica: driver.replica, on: listener)
        }

        #expect(await !control.readiness.wait())
        #expect(control.failure == .closed)
        loops.stop()
        occurred.finish()
        var all: [NodeOccurrence] = []
        for await occurrence in occurrences { all.append(occurrence) }
        #expect(all == [.failed(.closed)])
    }

    @Test("An address that cannot be used is an error that says why and what to do")
    func unusable() throws {
        let cases = [
            ("192.0.2.1:7946", "is not an address of this machine; choose one of its own"),
            // It belongs to a link, and does not say to which.
            ("[fe80::1234]:7946", "[fe80::1234]:7946"),
            ("no-such-host.invalid:7946", "cannot be resolved; check how it is written"),
        ]
        for (address, text) in cases {
            do throws(GridCacheError) {
                _ = try GridCache(
                    options: quickOptions {
                        $0.listenAddress = address
                        $0.isInsecureListeningAllowed = true
                    })
                Issue.record("it listens at \(address)")
            } catch {
                #expect(error.description.contains(text), "\(error)")
            }
        }
    }
}
