import GridConfiguration
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridSidecar
import GridStore
import Testing

@testable import gridcached

@Suite("Settings of the operator and of the parts")
struct RuntimeSettingsTests {
    @Test("The defaults can be run, and differ between two lives only in the epoch and the hash seed")
    func defaults() throws {
        let configuration = try load()

        let first = configuration.runtimeConfiguration
        let second = configuration.runtimeConfiguration

        try first.node.membership.validate()
        #expect(first.store.hashSeed != second.store.hashSeed)
        #expect(first.store.memoryLimitInBytes == 1_024 << 20)
        #expect(first.node.identity.node.name == "host-7946")
        #expect(first.node.placement == second.node.placement)
        #expect(first.node.membership.probeTimeout == .milliseconds(500))
        #expect(first.loopCount >= 1)
    }

    @Test("A frame may carry the largest value, and a client may send one that is refused by name")
    func limits() throws {
        let configuration = try load("--storage-max-value-mb", "32", "--storage-max-memory-mb", "8192")

        #expect(configuration.runtimeConfiguration.node.dataPlane.link.maximumPayloadByteCount == 65 << 20)
        let server = try #require(configuration.respServerConfiguration)
        #expect(server.session.limits.maximumBulkByteCount == 33 << 20)
        #expect(server.session.limits.maximumRequestByteCount >= 34 << 20)
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
