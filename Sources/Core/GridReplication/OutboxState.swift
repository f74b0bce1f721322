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
    enum Waiting: Hashable, Sendable {
        case held(KeySlot)
        case carried(KeySlot, StoredForm)
    }

    private struct Flight: Sendable {
        let batch: UInt64
        let items: [OutboxItem]
    }

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

    mutating func enqueue(_ key: [UInt8], _ waiting: Waiting) -> Outbox.Admission {
        switch waiting {
        case .held(let slot):
            if wholeSlots.contains(slot) { return wake() }
            if keys.count >= limits.keyCount, keys[key] == nil { return overflow(into: slot) }
        case .carried(_, let form):
            guard carriedByteCount + form.bytes.count <= limits.carriedByteCount else { return .full }
            if case .carried(_, let former) = keys[key], former.metadata.version > form.metadata.version {
                return .queued
            }
            carriedByteCount += form.bytes.count
        }
        forget(keys.updateValue(waiting, forKey: key))
        return wake()
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
        if let (key, waiting) = keys.popFirst() {
            forget(waiting)
            switch waiting {
            case .held(let slot): return .held(key: key, slot)
            case .carried(let slot, let form): return .carried(key: key, slot, form)
            }
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
            if case .carried(let slot, let form) = waiting { carried.append((key, slot, form)) }
        }
        return carried
    }

    mutating func takeCarried() -> [(key: [UInt8], slot: KeySlot, form: StoredForm)] {
        var carried: [(key: [UInt8], slot: KeySlot, form: StoredForm)] = []
        let items = flights.flatMap(\.items)
        flights.removeAll()
        for item in items { putBack(item) }
        var others: [(key: [UInt8], slot: KeySlot)] = []
        while let (key, waiting) = keys.popFirst() {
            forget(waiting)
            switch waiting {
            case .held(let slot): others.append((key, slot))
            case .carried(let slot, let form): carried.append((key, slot, form))
            }
        }
        for (key, slot) in others { keys.updateValue(.held(slot), forKey: key) }
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
            if keys[key] == nil { _ = enqueue(key, .held(slot)) }
        case .carried(let key, let slot, let form):
            // A newer change of the key replaces the older one; the limit does not apply to what was admitted.
            if keys[key] == nil {
                carriedByteCount += form.bytes.count
                keys.updateValue(.carried(slot, form), forKey: key)
            }
        case .slot(let slot, let origin, _):
            if case .slot(slot, origin, _) = scan { scan = nil }
            var slots = SlotSet()
            slots.insert(slot)
            _ = enqueue(slots, of: origin)
        }
    }

    private mutating func forget(_ waiting: Waiting?) {
        guard case .carried(_, let form) = waiting else { return }
        carriedByteCount -= form.bytes.count
    }
}
