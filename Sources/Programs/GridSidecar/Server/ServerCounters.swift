private import Synchronization

/// What the port for Redis clients has done since it was opened.
package struct ServerStatistics: Hashable, Sendable {
    /// Clients that are connected.
    package var connectedClientCount = 0
    /// Clients that were ever accepted.
    package var acceptedClientCount: UInt64 = 0
    /// Clients that were turned away, because too many were connected.
    package var rejectedClientCount: UInt64 = 0
    /// Commands received, those with errors included.
    package var commandCount: UInt64 = 0
    package var receivedByteCount: UInt64 = 0
    package var sentByteCount: UInt64 = 0

    package init() {}
}

/// The counters behind ``ServerStatistics``, shared by all loops.
final class ServerCounters: Sendable {
    private let connected = Atomic<Int>(0)
    private let accepted = Atomic<UInt64>(0)
    /// Clients that are being turned away.
    private let turnedAway = Atomic<Int>(0)
    private let rejected = Atomic<UInt64>(0)
    private let commands = Atomic<UInt64>(0)
    private let received = Atomic<UInt64>(0)
    private let sent = Atomic<UInt64>(0)

    /// Counts a client in, unless `maximum` are connected.
    ///
    /// - Returns: the number of the client, which no other of this process has; `nil` when it is one too many.
    func admitClient(maximum: Int) -> UInt64? {
        guard connected.wrappingAdd(1, ordering: .relaxed).newValue <= maximum else {
            connected.wrappingSubtract(1, ordering: .relaxed)
            rejected.wrappingAdd(1, ordering: .relaxed)
            return nil
        }
        return accepted.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Counts in a client that is turned away with a reply, unless `maximum` are; returns whether it did.
    func beginTurningAway(maximum: Int) -> Bool {
        guard turnedAway.wrappingAdd(1, ordering: .relaxed).newValue <= maximum else {
            turnedAway.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func endTurningAway() {
        turnedAway.wrappingSubtract(1, ordering: .relaxed)
    }

    func clientLeft() {
        connected.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Counts what one connection did, once for many commands.
    func count(commands commandCount: UInt64, received receivedByteCount: Int, sent sentByteCount: Int) {
        commands.wrappingAdd(commandCount, ordering: .relaxed)
        received.wrappingAdd(UInt64(receivedByteCount), ordering: .relaxed)
        sent.wrappingAdd(UInt64(sentByteCount), ordering: .relaxed)
    }

    var statistics: ServerStatistics {
        var statistics = ServerStatistics()
        statistics.connectedClientCount = connected.load(ordering: .relaxed)
        statistics.acceptedClientCount = accepted.load(ordering: .relaxed)
        statistics.rejectedClientCount = rejected.load(ordering: .relaxed)
        statistics.commandCount = commands.load(ordering: .relaxed)
        statistics.receivedByteCount = received.load(ordering: .relaxed)
        statistics.sentByteCount = sent.load(ordering: .relaxed)
        return statistics
    }
}
