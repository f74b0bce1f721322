import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning

/// One thing to send.
enum OutboxItem: Hashable, Sendable {
    /// The entry that the store holds under a key.
    case held(key: [UInt8], KeySlot)
    /// An entry that this node does not own.
    case carried(key: [UInt8], KeySlot, StoredForm)
    /// Everything that the store holds of a slot, or what one origin wrote there.
    case slot(KeySlot, origin: OriginTag?, from: ScanCursor)
}

/// The queue behind an ``Outbox``, without the lock.
struct OutboxState: Sendable {
    /// What waits under one key: the join of all that was added, so nothing undoes anything newer.
    struct Waiting: Hashable, Sendable {
        let slot: KeySlot
        /// Whether the entry that the store holds is to be sent.
        var isHeld = false
        /// The newest entry that the store does not hold.
        var carried: StoredForm?

        mutating func formJoin(_ other: Waiting) {
            isHeld = isHeld || other.isHeld
            guard let candidate = other.carried else { return }
            if let carried, carried.metadata.version >= candidate.metadata.version { return }
            carried = candidate
        }

        /// How many bytes count against ``Outbox/Limits/carriedByteCount``.
        func carriedByteCount(forKey key: [UInt8]) -> Int {
            carried.map { key.count + $0.bytes.count + OutboxState.carriedOverhead } ?? 0
        }
    }

    private struct Flight: Sendable {
        let batch: UInt64
        var items: [OutboxItem]
    }

    /// What remembering a carried entry takes beside its key and value, roughly.
    private static let carriedOverhead = 64

    private let limits: Outbox.Limits
    private var keys = OrderedKeyMap<Waiting>()
    private var carriedByteCount = 0
    private var wholeSlots = SlotSet()
    /// Slots of which the owner needs what one origin wrote; at most one set per origin.
    private var partialSlots: [(origin: OriginTag, slots: SlotSet)] = []
    /// The slot that was sent in part.
    private var scan: OutboxItem?
    private var flights: [Flight] = []
    private var isFlusherAwake = false
    private var overflowCount: UInt64 = 0

    init(limits: Outbox.Limits) {
        self.limits = limits
    }

    var waitingCount: Int {
        keys.count + wholeSlots.count + partialSlots.reduce(0) { $0 + $1.slots.count } + (scan == nil ? 0 : 1)
    }

    var isAtRest: Bool { !isFlusherAwake && waitingCount == 0 && flights.isEmpty }

    var statistics: OutboxStatistics {
        var statistics = OutboxStatistics()
        statistics.waitingKeyCount = keys.count
        statistics.carriedByteCount = carriedByteCount
        statistics.waitingSlotCount = waitingCount - keys.count
        statistics.batchesInFlight = flights.count
        statistics.overflowCount = overflowCount
        return statistics
    }

    // MARK: Adding

    mutating func enqueue(_ key: [UInt8], _ added: Waiting) -> Outbox.Admission {
        let current = keys[key]
        if added.carried == nil {
            if wholeSlots.contains(added.slot) { return wake() }
            if keys.count >= limits.keyCount, current == nil { return overflow(into: added.slot) }
        }
        var joined = current ?? added
        joined.formJoin(added)
        let growth = joined.carriedByteCount(forKey: key) - (current?.carriedByteCount(forKey: key) ?? 0)
        guard growth <= 0 || carriedByteCount + growth <= limits.carriedByteCount else { return .full }
        replace(current, by: joined, forKey: key)
        return wake()
    }

    private mutating func replace(_ former: Waiting?, by waiting: Waiting, forKey key: [UInt8]) {
        carriedByteCount +=
            waiting.carriedByteCount(forKey: key) - (former?.carriedByteCount(forKey: key) ?? 0)
        keys.updateValue(waiting, forKey: key)
    }

    mutating func enqueue(_ slots: SlotSet, of origin: OriginTag?) -> Outbox.Admission {
        guard let origin else {
            wholeSlots.formUnion(slots)
            return wake()
        }
        if let index = partialSlots.firstIndex(where: { $0.origin == origin }) {
            partialSlots[index].slots.formUnion(slots)
        } else {
            partialSlots.append((origin, slots))
        }
        return wake()
    }

    /// Gives up remembering keys one by one: the slot of the new key, and with it all waiting keys of that slot.
    private mutating func overflow(into slot: KeySlot) -> Outbox.Admission {
        overflowCount += 1
        if PlantedDefect.silentOverflow.isPlanted { return wake() }
        wholeSlots.insert(slot)
        return wake()
    }

    private mutating func wake() -> Outbox.Admission {
        let mustWake = !isFlusherAwake || waitingCount == limits.batchThreshold
        isFlusherAwake = true
        return mustWake ? .wakesFlusher : .queued
    }

    mutating func rest() -> Bool {
        isFlusherAwake = waitingCount > 0
        return isFlusherAwake
    }

    // MARK: Taking

    /// Returns what is to be sent next and remembers it as in flight in `batch`.
    ///
    /// Both at once: whoever asks for what is carried finds an entry here until the owner has confirmed it.
    mutating func takeNext(into batch: UInt64) -> OutboxItem? {
        guard let item = takeNext() else { return nil }
        if flights.last?.batch == batch {
            flights[flights.count - 1].items.append(item)
        } else {
            flights.append(Flight(batch: batch, items: [item]))
        }
        return item
    }

    /// Removes and returns what is to be sent next: changed keys before slots, because they are news.
    private mutating func takeNext() -> OutboxItem? {
        if let (key, waiting) = keys.popFirst() {
            carriedByteCount -= waiting.carriedByteCount(forKey: key)
            guard let form = waiting.carried else { return .held(key: key, waiting.slot) }
            if waiting.isHeld { keys.updateValue(Waiting(slot: waiting.slot, isHeld: true), forKey: key) }
            return .carried(key: key, waiting.slot, form)
        }
        if let item = scan {
            scan = nil
            return item
        }
        if let slot = wholeSlots.first {
            wholeSlots.remove(slot)
            return .slot(slot, origin: nil, from: .start)
        }
        while !partialSlots.isEmpty {
            guard let slot = partialSlots[0].slots.first else {
                partialSlots.removeFirst()
                continue
            }
            partialSlots[0].slots.remove(slot)
            return .slot(slot, origin: partialSlots[0].origin, from: .start)
        }
        return nil
    }

    /// The entries that are carried, those in flight included.
    var carried: [(key: [UInt8], slot: KeySlot, form: StoredForm)] {
        var carried: [(key: [UInt8], slot: KeySlot, form: StoredForm)] = []
        for item in flights.flatMap(\.items) {
            if case .carried(let key, let slot, let form) = item { carried.append((key, slot, form)) }
        }
        for (key, waiting) in keys.elements {
            if let form = waiting.carried { carried.append((key, waiting.slot, form)) }
        }
        return carried
    }

    mutating func takeCarried() -> [(key: [UInt8], slot: KeySlot, form: StoredForm)] {
        var carried: [(key: [UInt8], slot: KeySlot, form: StoredForm)] = []
        let items = flights.flatMap(\.items)
        flights.removeAll()
        for item in items { putBack(item) }
        var held: [(key: [UInt8], slot: KeySlot)] = []
        while let (key, waiting) = keys.popFirst() {
            if waiting.isHeld { held.append((key, waiting.slot)) }
            if let form = waiting.carried { carried.append((key, waiting.slot, form)) }
        }
        carriedByteCount = 0
        for (key, slot) in held { keys.updateValue(Waiting(slot: slot, isHeld: true), forKey: key) }
        return carried
    }

    // MARK: In flight

    /// A batch had room for a part of a slot only: the next one goes on at `scan`.
    mutating func stopped(at scan: OutboxItem) {
        precondition(self.scan == nil, "two slots are sent in part at once")
        self.scan = scan
    }

    mutating func confirm(_ batch: UInt64) {
        flights.removeAll { $0.batch == batch }
    }

    mutating func retry(_ batch: UInt64) {
        guard let index = flights.firstIndex(where: { $0.batch == batch }) else { return }
        let items = flights.remove(at: index).items
        if PlantedDefect.lostHint.isPlanted { return }
        for item in items { putBack(item) }
    }

    private mutating func putBack(_ item: OutboxItem) {
        switch item {
        case .held(let key, let slot):
            _ = enqueue(key, Waiting(slot: slot, isHeld: true))
        case .carried(let key, let slot, let form):
            // The limit does not apply to what was admitted before.
            let current = keys[key]
            var joined = Waiting(slot: slot, carried: form)
            if let current { joined.formJoin(current) }
            replace(current, by: joined, forKey: key)
        case .slot(let slot, let origin, _):
            if case .slot(slot, origin, _) = scan { scan = nil }
            var slots = SlotSet()
            slots.insert(slot)
            _ = enqueue(slots, of: origin)
        }
    }
}
