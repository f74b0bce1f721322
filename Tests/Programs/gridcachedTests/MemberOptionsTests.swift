import GridCache
import GridConfiguration
import GridSidecar
import Testing

@testable import gridcached

@Suite("Settings of the operator and of the parts")
struct MemberOptionsTests {
    @Test("The defaults of the program are options that a member takes")
    func defaults() throws {
        let options = try load().memberOptions

        _ = try options.runtimeConfiguration()
        #expect(options.memberName == "host-7946")
        #expect(options.listenAddress == "127.0.0.1:7946")
        #expect(options.bindAddress == "127.0.0.1:7946")
        #expect(options.memoryLimitInBytes == 1_024 << 20)
    }

    @Test("What the operator sets arrives at the member")
    func settings() throws {
        let options = try load(
            "--local-address", "127.0.0.1:7000", "--seed-addrs", "127.0.0.1:7001,127.0.0.1:7002", "--zone",
            "z", "--weight", "3", "--replica-count", "2", "--ttl", "5s", "--io-threads", "4",
            "--storage-compression", "false"
        ).memberOptions

        #expect(options.listenAddress == "127.0.0.1:7000")
        #expect(options.seeds == ["127.0.0.1:7001", "127.0.0.1:7002"])
        #expect(options.zone == "z")
        #expect(options.weight == 3)
        #expect(options.replicaCount == 2)
        #expect(options.defaultTimeToLive == .seconds(5))
        #expect(options.ioThreadCount == 4)
        #expect(options.compressionThresholdInBytes == nil)
    }

    @Test("The longest value that a client may send is the longest that the cache takes")
    func limits() throws {
        let configuration = try load("--storage-max-value-mb", "32", "--storage-max-memory-mb", "8192")

        #expect(configuration.memberOptions.maximumValueByteCount == 32 << 20)
        let server = try #require(configuration.respServerConfiguration)
        #expect(server.session.limits.maximumKeptBulkByteCount == 32 << 20)
        #expect(server.session.limits.maximumRequestByteCount >= 33 << 20)
    }

    @Test("Redis clients can be switched off")
    func withoutClients() throws {
        #expect(try load("--resp-bind-addr", "off").respServerConfiguration == nil)
    }

    private func load(_ arguments: String...) throws -> SidecarConfiguration {
        let loader = ConfigurationLoader(
            arguments: arguments, environment: [], hostName: "host",
            readFile: { _ throws(FileProblem) in throw .absent })
        guard case .run(let configuration) = try loader.load() else {
            throw Unexpected()
        }
        return configuration
    }

    private struct Unexpected: Error {}
}
