import GridDeterminism
import GridReplication

/// What a client wants, before it is known who takes the request and when.
struct RequestIntention: Sendable {
    /// The position among the requests of the client, from 0.
    var number: Int
    var kind: OperationRecord.Kind
    var key: Int
    var level: ReadLevel
    var concern: WriteConcern
    var valueByteCount: Int
    /// `nil` for an entry that does not expire.
    var timeToLive: Duration?
    /// How long a conditional change of the expiry lets the entry live.
    var renewedTimeToLive: Duration
    /// Which of the conditional changes.
    var variant: Int
    /// Whether a thread of the process itself asks.
    var isEmbedded: Bool

    /// How many kinds of conditional changes there are.
    static let variantCount = 6

    /// The write of a client that did not find what it read, and fetched it from elsewhere.
    var refill: RequestIntention {
        var refill = self
        refill.kind = .write
        return refill
    }

    /// Turns the intention into a request.
    ///
    /// `operation` is the position in the history, which the value will name; `wall` is what the clock of the member
    /// says.
    func request(operation: Int, keyBytes: [UInt8], at wall: WallTime) -> CacheRequest {
        switch kind {
        case .read:
            return .read(key: keyBytes, level: level)
        case .delete:
            return .update(EntryUpdate(key: keyBytes, value: .delete), concern: concern)
        case .write, .conditional:
            let value = ValueContent(operation: operation, key: key).bytes(count: valueByteCount)
            let expiry: EntryUpdate.ExpiryChange = timeToLive.map { .at(wall + $0) } ?? .never
            let update =
                kind == .write
                ? EntryUpdate(key: keyBytes, value: .store(value), expiry: expiry)
                : conditional(key: keyBytes, value: value, expiry: expiry, deadline: wall + renewedTimeToLive)
            return .update(update, concern: concern)
        }
    }

    private func conditional(
        key: [UInt8], value: [UInt8], expiry: EntryUpdate.ExpiryChange, deadline: WallTime
    ) -> EntryUpdate {
        switch variant {
        case 0: EntryUpdate(key: key, condition: .ifAbsent, value: .store(value), expiry: expiry)
        case 1: EntryUpdate(key: key, condition: .ifPresent, value: .store(value), expiry: expiry)
        case 2: EntryUpdate(key: key, value: .keep, expiry: .at(deadline))
        case 3: EntryUpdate(key: key, value: .store(value), expiry: expiry, reportsPrevious: true)
        case 4: EntryUpdate(key: key, condition: .ifPresent, value: .delete)
        default: EntryUpdate(key: key, value: .store(value), expiry: .keep)
        }
    }
}
