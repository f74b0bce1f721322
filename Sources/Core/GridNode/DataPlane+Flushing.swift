import GridCollections
package import GridDeterminism
import GridIdentity
import GridLink
import GridPlacement
package import GridReplication
import GridStore
import GridVersioning
import GridWire

/// How sending what waits in one outbox stands.
struct OutboxFlush: Sendable {
    let outbox: Outbox
    /// How many batches are not confirmed.
    var inFlightCount = 0
    /// Whether a deadline for the next attempt is set.
    var isScheduled = false
}

extension DataPlane {
    /// Something waits in an outbox that this plane flushes.
    package mutating func outboxWoke(_ outbox: Outbox, at now: Moment, into effects: inout DataPlaneEffects) {
        if !flushes.contains(where: { $0.outbox === outbox }) {
            // The published ownership may be newer than the one that this plane was told of.
            guard replica.ownership.outboxes.contains(where: { $0 === outbox }) else { return }
            flushes.append(OutboxFlush(outbox: outbox))
        }
        if outbox.isOverThreshold {
            flush(outbox.number, at: now, into: &effects)
            links.flush(into: &effects.links)
        } else {
            schedule(outbox.number, after: configuration.batchWindow, at: now)
        }
    }

    /// Sends as many batches as may be in flight.
    mutating func flush(_ number: UInt32, at now: Moment, into effects: inout DataPlaneEffects) {
        guard let index = flushes.firstIndex(where: { $0.outbox.number == number }) else { return }
        flushes[index].isScheduled = false
        let outbox = flushes[index].outbox
        while flushes[index].inFlightCount < configuration.maximumBatchesInFlight {
            guard let isSent = sendBatch(of: outbox, at: now, into: &effects) else {
                if outbox.rest() { schedule(number, after: configuration.batchWindow, at: now) }
                return
            }
            guard isSent else { return schedule(number, after: configuration.retryDelay, at: now) }
            flushes[index].inFlightCount += 1
        }
    }

    /// Sends one batch; returns `nil` when nothing waits, and `false` when the owner cannot be reached.
    private mutating func sendBatch(
        of outbox: Outbox, at now: Moment, into effects: inout DataPlaneEffects
    ) -> Bool? {
        guard links.canSend(to: outbox.address, at: now.instant) else { return outbox.isEmpty ? nil : false }
        var batch = WireWriter()
        let request = requests.insert(PeerRequest(link: LinkID(rawValue: 0), purpose: .batch(outbox)))
        let replica = replica
        let hasEntries = outbox.writeBatch(
            request.rawValue, from: replica.store, byteLimit: configuration.batchByteLimit, into: &batch,
            isSettled: replica.isSettled)
        guard hasEntries else {
            requests.remove(request)
            return nil
        }
        let header = DataHeader(request: request.rawValue, clock: replica.clock.stamp(at: now.wall))
        let placement = ownership.table.fingerprint
        let link = links.send(
            kind: DataKind.replicate, to: outbox.address, at: now.instant, into: &effects.links
        ) { writer in
            writer.write(header)
            writer.write(placement)
            writer.writeBytes(batch.bytes.span)
        }
        guard let link else {
            requests.remove(request)
            outbox.retry(request.rawValue)
            return false
        }
        _ = requests.update(request) { $0.link = link }
        deadlines.insert(
            PlaneDeadline(instant: now.instant + configuration.batchTimeout, kind: .batch(request)))
        statistics.sentMessageCount += 1
        statistics.sentBatchCount += 1
        return true
    }

    private mutating func schedule(_ number: UInt32, after delay: Duration, at now: Moment) {
        guard let index = flushes.firstIndex(where: { $0.outbox.number == number }),
            !flushes[index].isScheduled
        else { return }
        flushes[index].isScheduled = true
        deadlines.insert(PlaneDeadline(instant: now.instant + delay, kind: .flush(outbox: number)))
    }

    /// An owner answered a batch.
    mutating func receivedBatchReceipt(
        _ receipt: ReplicationReceipt, for rawRequest: UInt64, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        let key = PeerRequest.Key(rawValue: rawRequest)
        guard case .batch(let outbox) = requests[key]?.purpose else { return }
        requests.remove(key)
        switch receipt {
        case .merged, .refusedEntries:
            outbox.confirm(rawRequest)
            landed(outbox)
            flush(outbox.number, at: now, into: &effects)
        case .clockTooFarAhead:
            // The clocks may agree again; until then there is no hurry.
            retryBatch(rawRequest, of: outbox, at: now)
        }
    }

    mutating func expireBatch(_ key: PeerRequest.Key, at now: Moment, into effects: inout DataPlaneEffects) {
        guard case .batch(let outbox) = requests[key]?.purpose else { return }
        requests.remove(key)
        retryBatch(key.rawValue, of: outbox, at: now)
    }

    /// A batch may be lost: what it held waits again.
    mutating func retryBatch(_ rawRequest: UInt64, of outbox: Outbox, at now: Moment) {
        outbox.retry(rawRequest)
        statistics.retriedBatchCount += 1
        landed(outbox)
        schedule(outbox.number, after: configuration.retryDelay, at: now)
    }

    private mutating func landed(_ outbox: Outbox) {
        guard let index = flushes.firstIndex(where: { $0.outbox === outbox }) else { return }
        flushes[index].inFlightCount -= 1
    }

    // MARK: Serving

    mutating func receiveBatch(
        _ reader: inout WireReader, _ header: DataHeader, isClockAcceptable: Bool, on link: LinkID,
        at now: Moment, into effects: inout DataPlaneEffects
    ) throws(WireError) {
        let relay = Relay(from: links.peer(of: link), placedBy: try reader.readUInt64(), ownership)
        var relayed: [Outbox] = []
        var receipt = isClockAcceptable ? ReplicationReceipt.merged : .clockTooFarAhead
        let replica = replica
        let slots = try reader.readBatch { key, metadata, stored in
            guard isClockAcceptable else { return }
            let held = relay == nil ? nil : replica.store.metadata(forKey: key, in: KeySlot(of: key))?.version
            let outcome = replica.merge(key: key, metadata: metadata, stored: stored, at: now.wall)
            if outcome.rawValue > receipt.rawValue { receipt = outcome }
            guard outcome == .merged, let relay else { return }
            relayed += relay.passOn(key, isNews: held.map { $0 < metadata.version } ?? true)
        }
        effects.wokenOutboxes += relayed
        if receipt == .clockTooFarAhead {
            replica.refusedBatch(at: now.instant)
        } else {
            replica.receivedWhole(slots, at: now.instant)
        }
        reply(kind: DataKind.replicated, to: header.request, on: link, at: now) { $0.write(receipt.rawValue) }
    }
}
