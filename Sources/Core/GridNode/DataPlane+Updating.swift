import GridCollections
import GridDeterminism
import GridIdentity
import GridLink
import GridPlacement
import GridReplication
import GridStore
import GridWire

extension DataPlane {
    mutating func beginUpdate(
        _ update: EntryUpdate, _ concern: WriteConcern, at now: Moment, into effects: inout DataPlaneEffects
    ) throws(OperationFailure) -> BegunOperation {
        try checkCapacity()
        guard update.isBlind else { return try beginDecision(of: update, concern, at: now, into: &effects) }
        let write = try replica.accept(update, at: now.wall)
        let answer = CacheAnswer.updated(UpdateResult(isApplied: true))
        guard write.needsConfirmation(for: concern) else {
            effects.wokenOutboxes += try replica.replicate(write, key: update.key, to: write.owners)
            return .answered(answer)
        }
        let operation = insert(
            Operation(
                key: update.key, slot: write.slot, ownership: write.ownership, reply: .user,
                stage: .writing(WriteOperation(write, concern), write, answer: answer)),
            timeout: configuration.writeTimeout, at: now)
        sendToOwners(operation, at: now, into: &effects)
        return begun(operation, into: &effects)
    }

    // MARK: Deciding

    /// Finds the owner that decides: this node if it is the first of them, else the first that can be reached.
    private mutating func beginDecision(
        of update: EntryUpdate, _ concern: WriteConcern, at now: Moment, into effects: inout DataPlaneEffects
    ) throws(OperationFailure) -> BegunOperation {
        try replica.check(key: update.key)
        guard ownership.localIndex != nil else { throw .notReady }
        let slot = KeySlot(of: update.key.span)
        var owners = Array(ownership.table.owners(of: slot))
        guard !owners.isEmpty else { throw .notReady }
        let first = owners.removeFirst()
        let forwarding = Operation.Forwarding(
            update: update, concern: concern, target: first, remaining: owners)
        let operation = insert(
            Operation(
                key: update.key, slot: slot, ownership: ownership, reply: .user,
                stage: .forwarding(forwarding)),
            timeout: configuration.writeTimeout, at: now)
        forward(operation, at: now, into: &effects)
        return begun(operation, into: &effects)
    }

    /// Sends an update to the owner that is to decide it, or decides it here when that is this node.
    private mutating func forward(
        _ key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key], case .forwarding(let forwarding) = operation.stage else {
            return
        }
        guard forwarding.target != operation.ownership.localIndex else {
            return decideOrRead(forwarding.update, forwarding.concern, as: key, at: now, into: &effects)
        }
        let address = operation.ownership.addresses[Int(forwarding.target)]
        let purpose = PeerRequest.Purpose.operation(key, node: forwarding.target)
        let request = ask(address, kind: DataKind.update, purpose: purpose, at: now, into: &effects) {
            writer in
            writer.write(forwarding.concern.rawValue)
            writer.write(forwarding.update)
        }
        guard let request else {
            return requestFailed(key, node: forwarding.target, wasSent: false, at: now, into: &effects)
        }
        _ = operations.update(key) { $0.requests.append(request) }
    }

    /// Decides here, after asking the others when this node may not know of an entry.
    private mutating func decideOrRead(
        _ update: EntryUpdate, _ concern: WriteConcern, as key: Operation.Key, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key] else { return }
        let slot = operation.slot
        let isKnown =
            replica.isSettled(slot) || replica.store.metadata(forKey: update.key.span, in: slot) != nil
        guard !isKnown, let localIndex = operation.ownership.localIndex else {
            return decide(update, concern, as: key, at: now, into: &effects)
        }
        var read = ReadOperation(
            required: 1, owners: operation.ownership.otherOwners(of: slot),
            others: operation.ownership.bystanders(of: slot, limit: configuration.maximumBystanderCount),
            local: (localIndex, .nothing(isSettled: false)))
        let first = read.start()
        _ = operations.update(key) { $0.stage = .reading(read, purpose: .update(update, concern)) }
        perform(first, of: key, at: now, into: &effects)
    }

    /// Decides an update here and replicates what it changed.
    mutating func decide(
        _ update: EntryUpdate, _ concern: WriteConcern, as key: Operation.Key, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        do throws(OperationFailure) {
            let decided = try replica.decide(update, at: now.wall)
            let answer = CacheAnswer.updated(decided.result)
            guard let write = decided.write, write.needsConfirmation(for: concern) else {
                if let write = decided.write {
                    effects.wokenOutboxes += try replica.replicate(write, key: update.key, to: write.owners)
                }
                return complete(key, with: answer, at: now, into: &effects)
            }
            let stage = Operation.Stage.writing(WriteOperation(write, concern), write, answer: answer)
            _ = operations.update(key) { operation in
                operation.ownership = write.ownership
                operation.stage = stage
            }
            sendToOwners(key, at: now, into: &effects)
        } catch {
            complete(key, with: .failed(error), at: now, into: &effects)
        }
    }

    // MARK: Confirmed writes

    /// Sends a write to every other owner at once.
    private mutating func sendToOwners(
        _ key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key], case .writing(let writing, let write, _) = operation.stage
        else {
            return
        }
        guard let form = write.carried ?? heldForm(of: operation) else {
            // Memory is so short that the entry was evicted as soon as it was written.
            let failure = OperationFailure.overloaded(
                pending: operations.count, maximum: configuration.maximumOperationCount)
            return complete(key, with: .failed(failure), at: now, into: &effects)
        }
        for node in writing.waitingNodes {
            let address = write.ownership.addresses[Int(node)]
            let purpose = PeerRequest.Purpose.operation(key, node: node)
            let request = ask(address, kind: DataKind.replicate, purpose: purpose, at: now, into: &effects) {
                $0.write(write.ownership.table.fingerprint)
                $0.writeBatch(
                    ofKey: operation.key.span, metadata: form.metadata, stored: form.bytes.span)
            }
            if let request {
                _ = operations.update(key) { $0.requests.append(request) }
            } else {
                requestFailed(key, node: node, wasSent: false, at: now, into: &effects)
            }
        }
        advanceWrite(of: key, at: now, into: &effects) { $0.start() }
    }

    /// The entry as it is stored now: a later version is as good as the one that was written.
    private func heldForm(of operation: Operation) -> StoredForm? {
        guard case .held(let form) = replica.answer(forKey: operation.key.span, in: operation.slot) else {
            return nil
        }
        return form
    }

    /// Feeds one event to the write of an operation and does what follows.
    private mutating func advanceWrite(
        of key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects,
        _ event: (inout WriteOperation) -> WriteOperation.Step
    ) {
        guard let operation = operations[key],
            case .writing(var writing, let write, let answer) = operation.stage
        else { return }
        let step = event(&writing)
        let stage = Operation.Stage.writing(writing, write, answer: answer)
        _ = operations.update(key) { $0.stage = stage }
        switch step {
        case .wait:
            if writing.isComplete { finish(key, into: &effects) }
        case .acknowledged:
            complete(key, with: answer, at: now, into: &effects)
        case .failed(let failure):
            let reason = failureReason(failure, of: writing, key: operation.key, ownership: write.ownership)
            complete(key, with: .failed(reason), at: now, into: &effects)
        }
    }

    private func failureReason(
        _ failure: WriteOperation.Failure, of writing: WriteOperation, key: [UInt8], ownership: Ownership
    ) -> OperationFailure {
        switch failure {
        case .unreachable:
            let progress = writing.progress
            return .ownersUnreachable(
                answered: progress.answered, required: progress.required,
                unreachable: ownership.nodes(writing.unreachableNodes))
        case .refused:
            return .overloaded(pending: writing.progress.answered, maximum: writing.progress.required)
        case .clockTooFarAhead: return .clockTooFarAhead
        }
    }

    mutating func receivedReceipt(
        _ receipt: ReplicationReceipt, for rawRequest: UInt64, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        if let (operation, node) = takeRequest(rawRequest) {
            if receipt == .clockTooFarAhead, case .writing(_, let write, _) = operations[operation]?.stage,
                let key = operations[operation]?.key
            {
                // The clocks may agree again.
                leaveToOutbox(write, key: key, nodes: [node], into: &effects)
            }
            advanceWrite(of: operation, at: now, into: &effects) { $0.receive(receipt, from: node) }
        } else {
            receivedBatchReceipt(receipt, for: rawRequest, at: now, into: &effects)
        }
    }

    mutating func receivedUpdateAnswer(
        _ answer: UpdateAnswer, for rawRequest: UInt64, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        guard let (key, node) = takeRequest(rawRequest) else { return }
        // Whatever a peer says, a read is not answered like an update.
        guard case .forwarding = operations[key]?.stage else {
            return requestFailed(key, node: node, wasSent: true, at: now, into: &effects)
        }
        switch answer {
        case .decided(let answer): complete(key, with: answer, at: now, into: &effects)
        case .notOwner: requestFailed(key, node: node, wasSent: false, at: now, into: &effects)
        }
    }

    // MARK: Failures

    /// A node that was asked for an operation cannot answer; `wasSent` tells whether the request may have reached it
    /// all the same.
    mutating func requestFailed(
        _ key: Operation.Key, node: UInt16, wasSent: Bool, at now: Moment,
        into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key] else { return }
        switch operation.stage {
        case .reading:
            advanceRead(of: key, at: now, into: &effects) { $0.fail(node) }
        case .writing(_, let write, _):
            leaveToOutbox(write, key: operation.key, nodes: [node], into: &effects)
            advanceWrite(of: key, at: now, into: &effects) { $0.fail(node) }
        case .forwarding(var forwarding):
            forwarding.unreachable.append(node)
            // Once it may have been decided there, deciding it again elsewhere could answer wrongly.
            guard !wasSent, !forwarding.remaining.isEmpty else {
                let nodes = operation.ownership.nodes(forwarding.unreachable)
                let failure: OperationFailure =
                    wasSent
                    ? .timedOut(answered: 0, required: 1, silent: nodes)
                    : .ownersUnreachable(answered: 0, required: 1, unreachable: nodes)
                return complete(key, with: .failed(failure), at: now, into: &effects)
            }
            forwarding.target = forwarding.remaining.removeFirst()
            let stage = Operation.Stage.forwarding(forwarding)
            _ = operations.update(key) { $0.stage = stage }
            forward(key, at: now, into: &effects)
        }
    }

    /// Owners that did not confirm a write get it later.
    private mutating func leaveToOutbox(
        _ write: Replica.AcceptedWrite, key: [UInt8], nodes: [UInt16], into effects: inout DataPlaneEffects
    ) {
        do throws(OperationFailure) {
            effects.wokenOutboxes += try replica.replicate(write, key: key, to: nodes)
        } catch {
            // The replica has counted the copies that are abandoned.
        }
    }

    /// The time of an operation is over.
    mutating func expire(_ key: Operation.Key, at now: Moment, into effects: inout DataPlaneEffects) {
        guard let operation = operations[key] else { return }
        let progress: (answered: Int, required: Int, silent: [UInt16])
        switch operation.stage {
        case .reading(let read, _): progress = read.progress
        case .forwarding(let forwarding): progress = (0, 1, [forwarding.target])
        case .writing(let writing, let write, _):
            progress = writing.progress
            leaveToOutbox(write, key: operation.key, nodes: writing.waitingNodes, into: &effects)
        }
        let failure = OperationFailure.timedOut(
            answered: progress.answered, required: progress.required,
            silent: operation.ownership.nodes(progress.silent))
        complete(key, with: .failed(failure), at: now, into: &effects)
        finish(key, into: &effects)
    }

    // MARK: Completing

    /// Gives the answer to whoever waits for it; a write that still waits for owners stays under way.
    mutating func complete(
        _ key: Operation.Key, with answer: CacheAnswer, at now: Moment, into effects: inout DataPlaneEffects
    ) {
        guard let operation = operations[key] else { return }
        if case .failed = answer, operation.reply != .answered { statistics.failedOperationCount += 1 }
        switch operation.reply {
        case .answered: break
        case .user:
            let id = OperationID(rawValue: key.rawValue)
            effects.completed.append(CompletedOperation(operation: id, answer: answer))
        case .peer(let link, let request):
            reply(kind: DataKind.updateAnswer, to: request, on: link, at: now) { $0.write(.decided(answer)) }
        }
        if case .writing(let writing, _, _) = operation.stage, !writing.isComplete {
            _ = operations.update(key) { $0.reply = .answered }
        } else {
            finish(key, into: &effects)
        }
    }

    /// Forgets an operation and what was asked for it.
    private mutating func finish(_ key: Operation.Key, into effects: inout DataPlaneEffects) {
        guard let operation = operations.remove(key) else { return }
        for request in operation.requests { requests.remove(request) }
        // Members that became owners meanwhile were not asked.
        guard case .writing(_, let write, _) = operation.stage, write.ownership !== replica.ownership else {
            return
        }
        leaveToOutbox(write, key: operation.key, nodes: [], into: &effects)
    }

    // MARK: Serving

    mutating func receiveUpdate(
        _ reader: inout WireReader, _ header: DataHeader, isClockAcceptable: Bool, on link: LinkID,
        at now: Moment, into effects: inout DataPlaneEffects
    ) throws(WireError) {
        let concern = WriteConcern(rawValue: try reader.readUInt8()) ?? .one
        let update = try reader.readEntryUpdate()
        let slot = KeySlot(of: update.key.span)
        var refusal: UpdateAnswer?
        if !isClockAcceptable { refusal = .decided(.failed(.clockTooFarAhead)) }
        if !ownership.owns(slot) { refusal = .notOwner }
        if operations.count >= configuration.maximumOperationCount {
            let maximum = configuration.maximumOperationCount
            refusal = .decided(.failed(.overloaded(pending: operations.count, maximum: maximum)))
        }
        if let refusal {
            return reply(kind: DataKind.updateAnswer, to: header.request, on: link, at: now) {
                $0.write(refusal)
            }
        }
        let forwarding = Operation.Forwarding(
            update: update, concern: concern, target: ownership.localIndex ?? 0, remaining: [])
        let operation = insert(
            Operation(
                key: update.key, slot: slot, ownership: ownership,
                reply: .peer(link, request: header.request), stage: .forwarding(forwarding)),
            timeout: configuration.writeTimeout, at: now)
        decideOrRead(update, concern, as: operation, at: now, into: &effects)
    }
}

extension Replica.AcceptedWrite {
    /// Whether the concern asks for more copies than this node holds.
    func needsConfirmation(for concern: WriteConcern) -> Bool {
        concern.requiredCopies(ownerCount: owners.count) > (isHeldLocally ? 1 : 0)
    }
}

extension WriteOperation {
    init(_ write: Replica.AcceptedWrite, _ concern: WriteConcern) {
        self.init(
            required: concern.requiredCopies(ownerCount: write.owners.count),
            held: write.isHeldLocally ? 1 : 0,
            owners: write.owners.filter { $0 != write.ownership.localIndex })
    }
}
