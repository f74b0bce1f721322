import GridDeterminism
import GridReplication

/// One client: decides when it asks for what.
///
/// It draws the same decisions whatever its member answers, so a fault does not change what is asked later.
final class WorkloadClient {
    let number: Int
    private let workload: Workload
    private var arrivals: RandomStream
    private var requests: RandomStream

    /// What a client wants, before it is known who takes the request and when.
    struct Intention {
        var kind: OperationRecord.Kind
        var key: Int
        var level: ReadLevel
        var concern: WriteConcern
        var valueByteCount: Int
        var expires: Bool
        /// Which of the conditional changes.
        var variant: Int
        /// Whether a thread of the process itself asks.
        var isEmbedded: Bool
    }

    init(number: Int, workload: Workload, random: KeyedRandom) {
        self.number = number
        self.workload = workload
        arrivals = random.stream(.arrival, UInt64(number))
        requests = random.stream(.request, UInt64(number))
    }

    /// How long until the next request.
    func nextPause() -> Duration {
        let perSecond = max(1, workload.operationsPerSecond)
        return arrivals.exponential(mean: .seconds(1) * workload.clientCount / perSecond)
    }

    func nextIntention() -> Intention {
        let roll = requests.next(below: 100)
        // One request in four goes to the few hot keys, so that keys are contended.
        let isHot = requests.next(below: 4) == 0
        let key = requests.next(below: isHot ? max(1, workload.keyCount / 20) : workload.keyCount)
        let level = ReadLevel.allCases[requests.next(below: ReadLevel.allCases.count)]
        let concern = WriteConcern.allCases[requests.next(below: WriteConcern.allCases.count)]
        let sizes = workload.valueByteCount
        return Intention(
            kind: kind(of: roll), key: key, level: workload.readLevel ?? level,
            concern: workload.writeConcern ?? concern,
            valueByteCount: sizes.lowerBound + requests.next(below: sizes.count),
            expires: requests.next(below: 100) < workload.expiringPercentage,
            variant: requests.next(below: Self.variantCount),
            isEmbedded: requests.next(below: 100) < workload.embeddedPercentage)
    }

    private func kind(of roll: Int) -> OperationRecord.Kind {
        var bound = workload.writePercentage
        if roll < bound { return .write }
        bound += workload.deletePercentage
        if roll < bound { return .delete }
        bound += workload.conditionalPercentage
        return roll < bound ? .conditional : .read
    }

    /// How many kinds of conditional changes there are.
    static let variantCount = 6

    /// Turns an intention into a request.
    ///
    /// `operation` is the position in the history, which the value will name; `wall` is what the clock of the member
    /// says.
    func request(
        _ intention: Intention, operation: Int, keyBytes: [UInt8], at wall: WallTime
    ) -> CacheRequest {
        let content = ValueContent(operation: operation, key: intention.key)
        let value = content.bytes(count: intention.valueByteCount)
        let deadline = wall + workload.timeToLive
        let expiry: EntryUpdate.ExpiryChange = intention.expires ? .at(deadline) : .never
        switch intention.kind {
        case .read:
            return .read(key: keyBytes, level: intention.level)
        case .write:
            let update = EntryUpdate(key: keyBytes, value: .store(value), expiry: expiry)
            return .update(update, concern: intention.concern)
        case .delete:
            return .update(EntryUpdate(key: keyBytes, value: .delete), concern: intention.concern)
        case .conditional:
            let update = Self.conditional(
                intention.variant, key: keyBytes, value: value, expiry: expiry, deadline: deadline)
            return .update(update, concern: intention.concern)
        }
    }

    private static func conditional(
        _ variant: Int, key: [UInt8], value: [UInt8], expiry: EntryUpdate.ExpiryChange, deadline: WallTime
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
