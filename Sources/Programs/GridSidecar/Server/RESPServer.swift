private import GridDeterminism
package import GridDriver
package import GridIdentity
package import GridRuntime
private import Synchronization

/// The port for Redis clients.
///
/// Connections are accepted on the first loop and served by all loops in turn, each by the data plane of its loop: a
/// request that this node can answer by itself never changes threads.
///
///     let server = try RESPServer(configuration)      // the port is taken, or an error says why not
///     try node.start()
///     server.start(on: node) { failure in … }
///     …
///     server.stopAccepting()
///     node.stop()                                     // ends the connections
package final class RESPServer: Sendable {
    /// Of how many clients that are turned away it is made sure at a time that they can read why.
    private static let maximumLingeringCount = 16

    /// Where the server listens, with the port that the system picked if it was asked to.
    package let boundAddress: NodeAddress

    private let configuration: RESPServerConfiguration
    private let listener: TCPListener
    private let counters = ServerCounters()
    private let onOccurrence: @Sendable (ServerOccurrence) -> Void
    private let turn = Atomic<UInt>(0)

    /// Claims the port; nobody is served yet.
    ///
    /// `onOccurrence` runs on any thread; clients can cause occurrences at will.
    ///
    /// - Throws: ``SocketError`` that names the address.
    package init(
        _ configuration: RESPServerConfiguration,
        onOccurrence: @escaping @Sendable (ServerOccurrence) -> Void = { _ in }
    ) throws(SocketError) {
        self.configuration = configuration
        self.onOccurrence = onOccurrence
        listener = try TCPListener(binding: configuration.bindAddress)
        boundAddress = listener.boundAddress
    }

    /// What happened at the port; from any thread.
    package var statistics: ServerStatistics { counters.statistics }

    /// Begins to serve clients; from any thread, after the node was started.
    ///
    /// `completion` runs on the node's first loop.
    package func start(on node: NodeDriver, completion: @escaping @Sendable (SocketError?) -> Void) {
        let administration = Administration(
            node: node, configuration: configuration, boundAddress: boundAddress, counters: counters)
        let loop = node.loops[0]
        let isTaken = loop.submit { [self] in
            listener.onRefusal = { [onOccurrence] error in onOccurrence(.clientNotAccepted(error)) }
            do throws(SocketError) {
                try listener.start(on: loop) { [self] socket in
                    receive(socket, on: loop, administration)
                }
                completion(nil)
            } catch {
                completion(error)
            }
        }
        if !isTaken { completion(.loopStopped) }
    }

    /// Frees the port; who is connected stays; from any thread.
    package func stopAccepting(on node: NodeDriver) {
        node.loops[0].submit { [listener] in listener.close() }
    }

    /// Has the next plane serve a new client.
    private func receive(_ socket: AcceptedSocket, on loop: EventLoop, _ administration: Administration) {
        guard let number = counters.admitClient(maximum: configuration.maximumClientCount) else {
            return turnAway(socket, on: loop)
        }
        let planes = administration.node.planes
        let plane = planes[Int(turn.wrappingAdd(1, ordering: .relaxed).oldValue % UInt(planes.count))]
        let client = ClientConnection(
            id: Int64(number), remoteAddress: socket.remoteAddress?.description ?? "?:0",
            localAddress: boundAddress.description, openedAt: SystemClock().wall)
        let isTaken = plane.loop.submit { [configuration, counters, onOccurrence] in
            RESPConnection.serve(
                client, socket, on: plane, configuration, administration: administration, counters: counters,
                onOccurrence: onOccurrence)
        }
        if !isTaken { counters.clientLeft() }
    }

    /// Tells a client in Redis' words that it is one too many.
    private func turnAway(_ socket: AcceptedSocket, on loop: EventLoop) {
        // A connection that broke meanwhile needs no answer.
        guard let stream = try? TCPStream.adopt(socket, on: loop) else { return }
        let reply = Array("-ERR max number of clients reached\r\n".utf8)
        // Who is turned away must not use up the descriptors: beyond a few, the reply is no longer waited for.
        guard counters.beginTurningAway(maximum: Self.maximumLingeringCount) else {
            stream.write(reply)
            return stream.closeAfterFlush()
        }
        LingeringEnd.begin(stream, after: reply) { [counters] in counters.endTurningAway() }
    }
}
