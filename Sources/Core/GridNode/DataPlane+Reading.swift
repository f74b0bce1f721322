import GridCollections
package import GridDeterminism
import GridIdentity
import GridLink
import GridPlacement
package import GridReplication
import GridStore
import GridWire

/// How a request of a user stands after it began.
package enum BegunOperation: Hashable, Sendable {
    case answered(CacheAnswer)
    /// The answer comes as a ``CompletedOperation``.
    case pending(OperationID)
}

extension DataPlane {
    /// Begins what a user asks for; most of what this node owns is answered at once.
    package mutating func begin(
        _ request: CacheRequest, at now: Moment, into effects: inout DataPlaneEffects
    ) -> BegunOperation {
        do throws(OperationFailure) {
            try replica.checkIsServing()
            let begun: BegunOperation
            switch request {
            case .read(let key, let level):
                begun = try beginRead(of: key, level: level, at: now, into: &effects)
            case .update(let update, let concern):
                begun = try beginUpdate(update, concern, at: now, into: &effects)
            }
            links.flush(into: &effects.links)
            return begun
        } catch {
            statistics.failedOperationCount += 1
            return .answered(.failed(error))
        }
    }

    private mutating func beginRead(
        of key: [UInt8], level: ReadLevel, at now: Moment, into effects: inout DataPlaneEffects
    ) throws(OperationFailure) -> BegunOperation {
        try replica.check(key: key)
        let ownership = ownership
        guard let localIndex = ownership.localIndex else { throw .notReady }
        let slot = KeySlot(of: key.span)
        let owners = ownership.table.owners(of: slot)
        let isLocal = ownership.isLocal(owners)
        let required = level.requiredAnswers(ownerCount: owners.count)
        if isLocal, required == 1 {
            let local = replica.withLocalValue(forKey: key.span, at: now.wall) { value, metadata in
                FoundEntry(value: [UInt8](copying: value), version: metadata.version, expiry: metadata.expiry)
            }
            switch local {
            case .hit(let entry): return .answered(.found(entry))
            case .missing: return .answered(.missing)
            case .elsewhere: break
            }
        }
        try checkCapacity()
        let own = replica.answer(forKey: key.span, in: slot)
        var read = ReadOperation(
            required: required, owners: ownership.otherOwners(of: slot),
            others: ownership.bystanders(of: slot, limit: configuration.maximumBystanderCount),
            local: isLocal ? (localIndex, own) : nil, leftover: isLocal ? nil : own.form)
        let first = read.start()
        let operation = insert(
            Operation(
                key: key, slot: slot, ownership: ownership, reply: .user,
                stage: .reading(read, purpose: .answer)),
            timeout: configuration.readTimeout, at: now)
        deadlines.insert(
            PlaneDeadline(instant: now.instant + configuration.hedgeDelay, kind: .hedge(operation)))
        perform(first, of: operation, at: now, into: &effects)
        return begun(operation, into: &effects)
    }

    /// Requires that another operation may begin.
    func checkCapacity() throws(OperationFailure) {
        let maximum = configuration.maximumOperationCount
        guard operations.count < maximum else {
            throw .overloaded(pending: operations.count, maximum: maximum)
        }
    }

    /// Makes an operation known and arms its deadline.
    mutating func insert(_ operation: Operation, timeout: Duration, at now: Moment) -> Operation.Key {
        statistics.remoteOperationCount += 1
        let key = operations.insert(operation)
        deadlines.insert(PlaneDeadline(instant: now.instant + timeout, kind: .operation(key)))
        return key
    }

    /// What to tell the user right after an operation began: its answer, if it has completed already.
    func begun(_ operation: Operation.Key, into effects: inout DataPlaneEffects) -> BegunOperation {
        let id = OperationID(rawValue: operation.rawValue)
        guard let completed = effects.completed.last, completed.operation == id else { return .pending(id) }
        effects.completed.removeLast()
        return .answered(completed.answer)
    }

    // MARK: Steps

    mutating func perform(
        _ step: ReadOperation.Step, of key: Operation.Key, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        switch step {
        case .wait:
            return
        case .ask(let nodes):
            for node in nodes { askToRead(node, for: key, at: now, into: &effects) }
        case .finished(let outcome):
            finishRead(outcome, of: key, at: now, into: &effects)
        }
    }

    private mutating func askToRead(
        _ node: UInt16, for key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key] else { return }
        let address = operation.ownership.addresses[Int(node)]
        let purpose = PeerRequest.Purpose.operation(key, node: node)
        let request = ask(address, kind: DataKind.read, purpose: purpose, at: now, into: &effects) { writer in
            writer.writeCountedBytes(operation.key.span)
        }
        guard let request else {
            return requestFailed(key, node: node, wasSent: false, at: now, into: &effects)
        }
        _ = operations.update(key) { $0.requests.append(request) }
    }

    /// Feeds one event to the read of an operation and does what follows.
    mutating func advanceRead(
        of key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects,
        _ event: (inout ReadOperation) -> ReadOperation.Step
    ) {
        let step = operations.update(key) { operation -> ReadOperation.Step? in
            guard case .reading(var read, let purpose) = operation.stage else { return nil }
            let step = event(&read)
            operation.stage = .reading(read, purpose: purpose)
            return step
        }
        guard case .some(.some(let step)) = step else { return }
        perform(step, of: key, at: now, into: &effects)
    }

    mutating func hedge(_ key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects) {
        advanceRead(of: key, at: now, into: &effects) { $0.hedge() }
    }

    mutating func receivedReadAnswer(
        _ answer: ReplicaAnswer, for rawRequest: UInt64, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        guard let (operation, node) = takeRequest(rawRequest) else { return }
        advanceRead(of: operation, at: now, into: &effects) { $0.receive(answer, from: node) }
    }

    /// Removes an answered request and returns whom it was for.
    mutating func takeRequest(_ rawRequest: UInt64) -> (Operation.Key, node: UInt16)? {
        let key = PeerRequest.Key(rawValue: rawRequest)
        guard case .operation(let operation, let node) = requests[key]?.purpose else { return nil }
        requests.remove(key)
        _ = operations.update(operation) { operation in operation.requests.removeAll { $0 == key } }
        return (operation, node)
    }

    // MARK: Finishing

    private mutating func finishRead(
        _ outcome: ReadOperation.Outcome, of key: Operation.Key, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key], case .reading(_, let purpose) = operation.stage else { return }
        if case .newest(let form, let stale) = outcome {
            repair(stale, of: operation, with: form, at: now, into: &effects)
        }
        switch (purpose, outcome) {
        case (.answer, .newest(let form, _)):
            complete(key, with: answer(from: form, at: now), at: now, into: &effects)
        case (.answer, .nothing):
            complete(key, with: .missing, at: now, into: &effects)
        case (_, .unreachable(let answered, let required, let nodes)):
            let failure = OperationFailure.ownersUnreachable(
                answered: answered, required: required, unreachable: operation.ownership.nodes(nodes))
            complete(key, with: .failed(failure), at: now, into: &effects)
        case (.update(let update, let concern), .newest), (.update(let update, let concern), .nothing):
            decide(update, concern, as: key, at: now, into: &effects)
        }
    }

    private func answer(from form: StoredForm, at now: Moment) -> CacheAnswer {
        guard form.metadata.isLive(at: now.wall) else { return .missing }
        let maximum = replica.store.configuration.maximumValueByteCount
        let value = form.metadata.encoding.expanded(form.bytes.span, maximumByteCount: maximum)
        guard let value else { return .failed(.valueTooLarge(byteCount: form.bytes.count, maximum: maximum)) }
        return .found(FoundEntry(value: value, version: form.metadata.version, expiry: form.metadata.expiry))
    }

    /// Gives the newest version, with its own stamp, to the owners that were found without it.
    private mutating func repair(
        _ stale: [UInt16], of operation: Operation, with form: StoredForm, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        let form = PlantedDefect.restampedRepair.isPlanted ? replica.restamped(form, at: now.wall) : form
        let owners = operation.ownership.table.owners(of: operation.slot)
        let isLocal = operation.ownership.isLocal(owners)
        if isLocal {
            _ = replica.merge(
                key: operation.key.span, metadata: form.metadata, stored: form.bytes.span, at: now.wall)
        }
        for node in stale where owners.contains(node) {
            guard let outbox = operation.ownership.outboxes[Int(node)] else { continue }
            let admission =
                isLocal
                ? outbox.enqueue(operation.key, in: operation.slot)
                : outbox.enqueue(operation.key, in: operation.slot, carrying: form)
            if admission == .wakesFlusher { effects.wokenOutboxes.append(outbox) }
            if admission != .full { statistics.repairedCopyCount += 1 }
        }
    }

    // MARK: Serving

    mutating func receiveRead(
        _ reader: inout WireReader, _ header: DataHeader, on link: LinkID, at now: Moment
    ) throws(WireError) {
        let key = try reader.readCountedBytes("key", maximum: StoreConfiguration.maximumKeyByteCount)
        let answer = replica.answer(forKey: key, in: KeySlot(of: key))
        reply(kind: DataKind.readAnswer, to: header.request, on: link, at: now) { $0.write(answer) }
    }
}
