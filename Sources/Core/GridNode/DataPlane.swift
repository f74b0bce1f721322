import GridCollections
package import GridDeterminism
import GridIdentity
package import GridLink
import GridReplication
import GridVersioning
package import GridWire

/// What one I/O loop does with data: operations of users, requests of peers, and the outboxes assigned to it.
///
/// A node has one data plane per loop, numbered from 0; each has connections of its own to the peers, and all share
/// one ``Replica``. The outbox of a peer is flushed by the plane whose number is the outbox's number modulo the
/// number of planes. A plane performs no input or output and reads no clock:
///
///     let begun = plane.begin(request, at: now, into: &effects)
///     perform(effects)
///     wakeUp(at: plane.nextDeadline)
package struct DataPlane: ~Copyable, LinkOwner {
    package typealias Effects = DataPlaneEffects

    package let replica: Replica
    package let configuration: DataPlaneConfiguration
    package var links: LinkTable

    var ownership = Ownership.none
    var operations = GenerationalTable<Operation>()
    var requests = GenerationalTable<PeerRequest>()
    var deadlines = PriorityQueue<PlaneDeadline>()
    var flushes: [OutboxFlush] = []

    /// What the plane has done so far.
    package internal(set) var statistics = DataPlaneStatistics()

    package init(local: LinkIdentity, replica: Replica, configuration: DataPlaneConfiguration) {
        self.replica = replica
        self.configuration = configuration
        links = LinkTable(local: local, lane: .data, configuration: configuration.link)
    }

    /// When ``reachedDeadline(at:into:)`` is due, or `nil` when the plane waits for nothing.
    package var nextDeadline: Instant? {
        switch (deadlines.first?.instant, links.nextDeadline) {
        case (let first?, let second?): min(first, second)
        case (let first, let second): first ?? second
        }
    }

    /// How many operations of users and peers are under way.
    package var operationCount: Int { operations.count }

    /// Does what is due; early, late and repeated calls are harmless.
    package mutating func reachedDeadline(at now: Moment, into effects: inout DataPlaneEffects) {
        while let due = deadlines.first, due.instant <= now.instant, let deadline = deadlines.popFirst() {
            switch deadline.kind {
            case .operation(let operation): expire(operation, at: now, into: &effects)
            case .hedge(let operation): hedge(operation, at: now, into: &effects)
            case .batch(let request): expireBatch(request, at: now, into: &effects)
            case .flush(let number): flush(number, at: now, into: &effects)
            }
        }
        superviseLinks(at: now, into: &effects)
        links.flush(into: &effects.links)
    }

    /// Another ownership was published.
    ///
    /// Connections to members that no longer take part are dropped, and what they were asked fails.
    package mutating func ownershipChanged(
        to ownership: Ownership, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        let departed = self.ownership.addresses.filter { !ownership.addresses.contains($0) }
        self.ownership = ownership
        for address in departed {
            for link in links.drop(address, into: &effects.links) {
                failRequests(on: link, wereSent: true, at: now, into: &effects)
            }
        }
        flushes.removeAll { flush in !ownership.outboxes.contains { $0 === flush.outbox } }
        links.flush(into: &effects.links)
    }

    // MARK: Messages of peers

    package mutating func receiveMessage(
        kind: UInt8, _ payload: Span<UInt8>, on link: LinkID, at now: Moment,
        into effects: inout DataPlaneEffects
    ) throws(WireError) {
        var reader = WireReader(payload)
        let header = try reader.readDataHeader()
        let isClockAcceptable = replica.observe(header.clock, at: now.wall)
        statistics.receivedMessageCount += 1
        switch kind {
        case DataKind.replicate:
            try receiveBatch(
                &reader, header, isClockAcceptable: isClockAcceptable, on: link, at: now, into: &effects)
        case DataKind.read:
            try receiveRead(&reader, header, on: link, at: now)
        case DataKind.update:
            try receiveUpdate(
                &reader, header, isClockAcceptable: isClockAcceptable, on: link, at: now, into: &effects)
        case DataKind.replicated:
            let receipt = ReplicationReceipt(rawValue: try reader.readUInt8())
            receivedReceipt(receipt ?? .refusedEntries, for: header.request, at: now, into: &effects)
        case DataKind.readAnswer:
            let answer = try reader.readReplicaAnswer()
            receivedReadAnswer(answer, for: header.request, at: now, into: &effects)
        case DataKind.updateAnswer:
            let answer = try reader.readUpdateAnswer()
            receivedUpdateAnswer(answer, for: header.request, at: now, into: &effects)
        default:
            // A newer minor version may send kinds that are not known here.
            statistics.skippedMessageCount += 1
        }
    }

    package mutating func linkWasLost(_ lost: LostLink, at now: Moment, into effects: inout DataPlaneEffects)
    {
        failRequests(on: lost.link, wereSent: lost.wasEstablished, at: now, into: &effects)
    }

    // MARK: Shared by all topics

    /// Sends a request to a member of `ownership`; returns `nil` when the member cannot be reached now.
    mutating func ask(
        _ address: NodeAddress, kind: UInt8, purpose: PeerRequest.Purpose, at now: Moment,
        into effects: inout DataPlaneEffects, _ payload: (inout WireWriter) -> Void
    ) -> PeerRequest.Key? {
        let request = requests.insert(PeerRequest(link: LinkID(rawValue: 0), purpose: purpose))
        let header = DataHeader(request: request.rawValue, clock: replica.clock.stamp(at: now.wall))
        let link = links.send(kind: kind, to: address, at: now.instant, into: &effects.links) { writer in
            writer.write(header)
            payload(&writer)
        }
        guard let link else {
            requests.remove(request)
            return nil
        }
        _ = requests.update(request) { $0.link = link }
        statistics.sentMessageCount += 1
        return request
    }

    /// Answers a request of a peer.
    mutating func reply(
        kind: UInt8, to request: UInt64, on link: LinkID, at now: Moment,
        _ payload: (inout WireWriter) -> Void
    ) {
        let header = DataHeader(request: request, clock: replica.clock.stamp(at: now.wall))
        let isSent = links.send(kind: kind, on: link, at: now.instant) { writer in
            writer.write(header)
            payload(&writer)
        }
        if isSent { statistics.sentMessageCount += 1 }
    }

    /// Fails everything that was asked on a connection and is not answered.
    private mutating func failRequests(
        on link: LinkID, wereSent: Bool, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        for key in requests.keys {
            guard let request = requests[key], request.link == link else { continue }
            requests.remove(key)
            switch request.purpose {
            case .batch(let outbox):
                retryBatch(key.rawValue, of: outbox, at: now)
            case .operation(let operation, let node):
                requestFailed(operation, node: node, wasSent: wereSent, at: now, into: &effects)
            }
        }
    }
}

/// What a data plane has done since it was made.
package struct DataPlaneStatistics: Hashable, Sendable {
    package var sentMessageCount: UInt64 = 0
    package var receivedMessageCount: UInt64 = 0
    /// Messages of kinds that are not known here.
    package var skippedMessageCount: UInt64 = 0
    /// Operations that needed other nodes.
    package var remoteOperationCount: UInt64 = 0
    /// Operations that ended without a proper answer.
    package var failedOperationCount: UInt64 = 0
    /// Batches that were sent to owners.
    package var sentBatchCount: UInt64 = 0
    /// Batches that had to be sent again.
    package var retriedBatchCount: UInt64 = 0
    /// Owners that were sent a newer version because a read found them behind.
    package var repairedCopyCount: UInt64 = 0

    package init() {}
}
