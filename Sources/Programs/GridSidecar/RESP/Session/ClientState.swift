package import GridDeterminism
import GridReplication

/// What one client connection has told about itself, and where its replies go.
struct ClientState: Sendable {
    /// Which connection this is.
    let connection: ClientConnection
    let configuration: SessionConfiguration
    /// The name that the client gave the connection; empty when it gave none.
    var name: [UInt8] = []
    var libraryName: [UInt8] = []
    var libraryVersion: [UInt8] = []
    /// When the command in progress began.
    var now: WallTime
    /// The replies, in the version of the protocol that the client chose.
    var reply = RESPWriter()

    init(connection: ClientConnection, configuration: SessionConfiguration) {
        self.connection = connection
        self.configuration = configuration
        now = connection.openedAt
    }

    /// Forgets everything that the client said.
    mutating func reset() {
        name = []
        reply.version = .two
    }

    /// The expiry of a value that is stored without one.
    var defaultExpiry: EntryUpdate.ExpiryChange {
        guard let timeToLive = configuration.defaultTimeToLive else { return .never }
        return .at(now + timeToLive)
    }

    /// Reads `key` at the configured level.
    func read(_ key: [UInt8]) -> CacheRequest {
        .read(key: key, level: configuration.readLevel)
    }

    /// Makes `update` with the configured concern.
    func change(_ update: EntryUpdate) -> CacheRequest {
        .update(update, concern: configuration.writeConcern)
    }
}

/// Which client connection a session serves.
package struct ClientConnection: Hashable, Sendable {
    /// Different for every connection of a process; positive.
    package let id: Int64
    /// The address of the client, `host:port`.
    package let remoteAddress: String
    /// The address that the client connected to, `host:port`.
    package let localAddress: String
    /// When it connected.
    package let openedAt: WallTime

    package init(id: Int64, remoteAddress: String, localAddress: String, openedAt: WallTime) {
        precondition(id > 0, "a connection's number is not positive: \(id)")
        self.id = id
        self.remoteAddress = remoteAddress
        self.localAddress = localAddress
        self.openedAt = openedAt
    }
}
