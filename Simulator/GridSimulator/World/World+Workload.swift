import GridCollections
import GridDeterminism
import GridIdentity
import GridNode
import GridReplication
import GridStore
import GridVersioning

/// Clients and the members they are attached to.
extension World {
    func scheduleNextRequest(of client: WorkloadClient) {
        guard let time = client.nextArrival(after: now), time < Instant.zero + scenario.duration else {
            return
        }
        queue.schedule(.request(client: client.number), at: time)
    }

    func issueRequest(of client: WorkloadClient) {
        let member = members[client.number % members.count]
        let plane = Machine.plane(client.number % scenario.planeCount)
        guard !isDeferred(.request(client: client.number), by: member, on: plane) else { return }
        let intention = client.nextIntention(at: now)
        scheduleNextRequest(of: client)
        guard scenario.workload.selection?.contains(intention.number, of: client.number) ?? true else {
            return
        }
        issue(intention, of: client.number, at: member)
    }

    /// The client fetched from elsewhere what a read did not find, and now writes it.
    func refill(after operation: Int) {
        let member = members[history[operation].member]
        let plane = Machine.plane(history[operation].client % scenario.planeCount)
        guard !isDeferred(.refill(operation: operation), by: member, on: plane),
            let intention = history[operation].intention
        else { return }
        issue(intention.refill, of: history[operation].client, at: member)
    }

    private func issue(_ intention: RequestIntention, of client: Int, at member: SimulatedMember) {
        guard let life = member.life else {
            history.unavailableCount += 1
            return
        }
        let keyBytes = Self.keyBytes(intention.key)
        let request = intention.request(
            operation: history.operations.count, keyBytes: keyBytes, at: member.wall(at: now))
        var record = OperationRecord(
            number: history.operations.count, client: client, member: member.index,
            life: life.number, kind: intention.kind, key: intention.key, request: request, begunAt: now,
            versionFloor: life.replica.clock.latest)
        record.isExcused = member.isSlow(at: now)
        if scenario.workload.isCacheAside, intention.kind == .read { record.intention = intention }
        record.context = inspector.context(of: record, in: self)
        history.begin(record)
        self.record(.request, life, machine: .control, text: record.kind.rawValue)
        if followedKey == intention.key {
            note("operation \(record.number) at \(member.name): \(request.account)", .key, by: member.index)
        }
        if intention.isEmbedded, let answer = answerDirectly(request, by: life) {
            finish(record.number, with: answer)
        } else {
            begin(request, as: record.number, by: life, plane: client % life.planes.count)
        }
    }

    static func keyBytes(_ key: Int) -> [UInt8] { Array("key-\(key)".utf8) }

    private func begin(_ request: CacheRequest, as operation: Int, by life: MemberLife, plane number: Int) {
        var answer: CacheAnswer?
        drivePlane(number, of: life) { plane, moment, effects in
            switch plane.begin(request, at: moment, into: &effects) {
            case .answered(let immediate): answer = immediate
            case .pending(let id): life.planes[number].operations[id.rawValue] = operation
            }
        }
        if let answer { finish(operation, with: answer) }
    }

    /// What a thread of the process does without any data plane: read and write what this node owns; `nil` when it
    /// needs one.
    private func answerDirectly(_ request: CacheRequest, by life: MemberLife) -> CacheAnswer? {
        let replica = life.replica
        let wall = members[life.member].wall(at: now)
        switch request {
        case .read(let key, .one):
            let read = replica.withLocalValue(forKey: key.span, at: wall) { value, metadata in
                FoundEntry(value: [UInt8](copying: value), version: metadata.version, expiry: metadata.expiry)
            }
            switch read {
            case .hit(let entry): return .found(entry)
            case .missing: return .missing
            case .elsewhere: return nil
            }
        case .read:
            return nil
        case .update(let update, let concern):
            let isHeld = replica.owns(KeySlot(of: update.key.span))
            guard update.isBlind, concern == .local || (concern == .one && isHeld) else { return nil }
            do throws(OperationFailure) {
                let write = try replica.accept(update, at: wall)
                for outbox in try replica.replicate(write, key: update.key, to: write.owners) {
                    post(.wokenOutbox(outbox), of: life)
                }
                return .updated(UpdateResult(isApplied: true))
            } catch {
                return .failed(error)
            }
        }
    }

    /// A client is told the answer.
    func finish(_ operation: Int, with answer: CacheAnswer) {
        guard !takeOutsideAnswer(answer, to: operation) else { return }
        if followedKey == history[operation].key {
            note("operation \(operation): \(answer.account)", .key, by: history[operation].member)
        }
        history[operation].answeredAt = now
        history[operation].answer = answer
        history.removePending(operation)
        markAnswer(answer)
        trace.record(
            .answer, at: now, member: history[operation].member, machine: .control, text: answer.account)
        inspector.answered(history[operation], in: self)
        observer.answered(history[operation])
        if answer == .missing, history[operation].intention != nil {
            queue.schedule(.refill(operation: operation), at: now)
        }
    }

    /// The process ended: nobody hears the answers.
    func abandonOperations(of life: MemberLife) {
        for number in history.pending
        where history[number].member == life.member && history[number].life == life.number {
            history[number].isExcused = true
            history.removePending(number)
            marks.reach(.coordinatorEnded)
        }
    }

    /// The process stands still: answers come late.
    func excuseOperations(of member: SimulatedMember) {
        for number in history.pending where history[number].member == member.index {
            history[number].isExcused = true
        }
    }
}

extension CacheRequest {
    /// The request in a few words.
    var account: String {
        switch self {
        case .read(_, let level): "read \(level)"
        case .update(let update, let concern):
            switch update.value {
            case .store: "store, \(update.condition), \(concern)"
            case .keep: "change the expiry, \(concern)"
            case .delete: "delete, \(update.condition), \(concern)"
            }
        }
    }
}

extension CacheAnswer {
    /// The kind of answer in a word.
    package var account: String {
        switch self {
        case .found: "found"
        case .missing: "missing"
        case .updated(let result): result.isApplied ? "applied" : "skipped"
        case .failed(let failure): failure.account
        }
    }
}

extension OperationFailure {
    /// The kind of failure in a word.
    package var account: String {
        switch self {
        case .timedOut: "timed out"
        case .ownersUnreachable: "unreachable"
        case .invalidKey: "invalid key"
        case .valueTooLarge: "too large"
        case .clockTooFarAhead: "clock too far ahead"
        case .overloaded: "overloaded"
        case .shuttingDown: "shutting down"
        case .notReady: "not ready"
        }
    }
}
