import GridCollections
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
    /// An entry that this node does not own.
    private struct Carried: Sendable {
        let slot: KeySlot
        let form: StoredForm
    }

    private struct Flight: Sendable {
        let batch: UInt64
        let items: [OutboxItem]
    }

    private let limits: Outbox.Limits
    /// The keys whose entries this node holds.
    private var held = OrderedKeyMap<KeySlot>()
    /// The newest entry of each key that has to be carried; the store may hold another one.
    private var carriedEntries = OrderedKeyMap<Carried>()
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
        keyCount + wholeSlots.count + partialSlots.reduce(0) { $0 + $1.slots.count } + (scan == nil ? 0 : 1)
    }

    private var keyCount: Int { held.count + carriedEntries.count }

    var statistics: OutboxStatistics {
        var statistics = OutboxStatistics()
        statistics.waitingKeyCount = keyCount
        statistics.carriedByteCount = carriedByteCount
        statistics.waitingSlotCount = waitingCount - keyCount
        statistics.batchesInFlight = flights.count
        statistics.overflowCount = overflowCount
        return statistics
    }

    // MARK: Adding

    mutating func enqueue(_ key: [UInt8], in slot: KeySlot) -> Outbox.Admission {
        if wholeSlots.contains(slot) { return wake() }
        if held.count >= limits.keyCount, held[key] == nil { return overflow(into: slot) }
        held.updateValue(slot, forKey: key)
        return wake()
    }

    mutating func enqueue(_ key: [UInt8], in slot: KeySlot, carrying form: StoredForm) -> Outbox.Admission {
        guard carriedByteCount + form.bytes.count <= limits.carriedByteCount else { return .full }
        return carry(key, Carried(slot: slot, form: form)) ? wake() : .queued
    }

    /// Keeps an entry unless a newer one of the key waits already; returns whether it was kept.
    private mutating func carry(_ key: [UInt8], _ entry: Carried) -> Bool {
        if let former = carriedEntries[key], former.form.metadata.version > entry.form.metadata.version {
            return false
        }
        carriedByteCount += entry.form.bytes.count
        if let former = carriedEntries.updateValue(entry, forKey: key) {
            carriedByteCount -= former.form.bytes.count
        }
        return true
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

    /// Removes and returns what is to be sent next: changed keys before slots, because they are news.
    mutating func takeNext() -> OutboxItem? {
        if let (key, slot) = held.popFirst() { return .held(key: key, slot) }
        if let (key, entry) = carriedEntries.popFirst() {
            carriedByteCount -= entry.form.bytes.count
            return .carried(key: key, entry.slot, entry.form)
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
        return carried + carriedEntries.elements.map { ($0.key, $0.value.slot, $0.value.form) }
    }

    mutating func takeCarried() -> [(key: [UInt8], slot: KeySlot, form: StoredForm)] {
        for item in flights.flatMap(\.items) { putBack(item) }
        flights.removeAll()
        defer {
            carriedEntries.removeAll()
            carriedByteCount = 0
        }
        return carried
    }

    // MARK: In flight

    mutating func beganFlight(of items: [OutboxItem], scan: OutboxItem?, as batch: UInt64) {
        precondition(self.scan == nil || scan == nil, "two slots are sent in part at once")
        if let scan { self.scan = scan }
        flights.append(Flight(batch: batch, items: items))
    }

    mutating func confirm(_ batch: UInt64) {
        flights.removeAll { $0.batch == batch }
    }

    mutating func retry(_ batch: UInt64) {
        guard let index = flights.firstIndex(where: { $0.batch == batch }) else { return }
        for item in flights.remove(at: index).items { putBack(item) }
    }

    private mutating func putBack(_ item: OutboxItem) {
        switch item {
        case .held(let key, let slot):
            _ = enqueue(key, in: slot)
        case .carried(let key, let slot, let form):
            // The limit does not apply to what was admitted.
            _ = carry(key, Carried(slot: slot, form: form))
        case .slot(let slot, let origin, _):
            if case .slot(slot, origin, _) = scan { scan = nil }
            var slots = SlotSet()
            slots.insert(slot)
            _ = enqueue(slots, of: origin)
        }
    }
}
