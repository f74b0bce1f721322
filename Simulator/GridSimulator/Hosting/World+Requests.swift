import GridCollections
import GridDeterminism
import GridIdentity
import GridNode
package import GridReplication
import GridStore

/// A request of code outside of the world, which waits for its answer.
struct OutsideRequest {
    /// Negative, to differ from the positions in the history of the clients.
    let number: Int
    var answer: CacheAnswer?
}

/// What threads of an app do with the member in their process.
extension World {
    /// Carries a request out through a data plane, and lives on until it is answered.
    ///
    /// Every request is answered within its timeout; if it were not, this would end a second later all the same.
    package func request(_ request: CacheRequest, life number: Int, of member: Int) -> CacheAnswer {
        waitOutPause(of: member)
        guard let life = askedLife(number, of: member) else { return .failed(.shuttingDown) }
        let outside = (self.outside?.number ?? 0) - 1
        self.outside = OutsideRequest(number: outside, answer: nil)
        record(.request, life, machine: .plane(0), text: request.account)
        drivePlane(0, of: life) { plane, moment, effects in
            switch plane.begin(request, at: moment, into: &effects) {
            case .answered(let answer): self.outside?.answer = answer
            case .pending(let id): life.planes[0].operations[id.rawValue] = outside
            }
        }
        let patience = life.configuration.dataPlane.readTimeout + life.configuration.dataPlane.writeTimeout
        live(until: now + patience + .seconds(1)) { self.outside?.answer != nil || life.isOver }
        waitOutPause(of: member)
        let answer = self.outside?.answer ?? .failed(.shuttingDown)
        remember(request)
        note("\(members[member].name): \(request.sentence): \(answer.account)", .other, by: member)
        return answer
    }

    /// Makes a change on the thread of the app, if no other copy is needed before it is acknowledged.
    ///
    /// - Returns: `false` when other members have to confirm; nothing has been done then.
    package func change(
        _ update: EntryUpdate, concern: WriteConcern, life number: Int, of member: Int
    ) throws(OperationFailure) -> Bool {
        waitOutPause(of: member)
        guard let life = askedLife(number, of: member) else { throw .shuttingDown }
        let slot = KeySlot(of: update.key.span)
        guard update.isBlind, life.replica.owns(slot), concern == .one || concern == .local else {
            return false
        }
        let request = CacheRequest.update(update, concern: concern)
        record(.request, life, machine: .plane(0), text: request.account)
        let write = try life.replica.accept(update, in: slot, at: members[member].wall(at: now))
        for outbox in try life.replica.replicate(write, key: update.key, to: write.owners) {
            post(.wokenOutbox(outbox), of: life)
        }
        remember(request)
        note("\(members[member].name): \(request.sentence): applied", .other, by: member)
        return true
    }

    /// Takes an answer for a request from outside; returns whether it was for one.
    func takeOutsideAnswer(_ answer: CacheAnswer, to operation: Int) -> Bool {
        guard operation < 0 else { return false }
        if operation == outside?.number { outside?.answer = answer }
        return true
    }

    /// The keys that were changed from outside are compared when the world is to have settled.
    private func remember(_ request: CacheRequest) {
        guard case .update(let update, _) = request else { return }
        changedKeys.updateValue(true, forKey: update.key)
    }
}

extension CacheRequest {
    /// The request in words, with its key.
    fileprivate var sentence: String {
        switch self {
        case .read(let key, let level): "get \(Self.text(of: key)) (\(level))"
        case .update(let update, let concern):
            switch update.value {
            case .store(let value): "set \(Self.text(of: update.key)) to \(value.count) bytes (\(concern))"
            case .keep: "change the expiry of \(Self.text(of: update.key)) (\(concern))"
            case .delete: "delete \(Self.text(of: update.key)) (\(concern))"
            }
        }
    }

    /// The key as text, not longer than a line.
    static func text(of key: [UInt8]) -> String {
        let text = String(decoding: key.prefix(60), as: UTF8.self)
        return "'\(text)\(key.count > 60 ? "…" : "")'"
    }
}
