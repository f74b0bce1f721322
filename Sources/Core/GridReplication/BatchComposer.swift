import GridCollections
package import GridIdentity
package import GridStore
import GridVersioning
package import GridWire

/// Gathers what waits in an outbox into one batch of bounded size.
///
///     ┌────────────────┬──────────┬─────────────────┬────────────┐
///     │ variable count │ entries… │ variable count  │ slots…     │
///     └────────────────┴──────────┴─────────────────┴────────────┘
///
/// The slots at the end are those that the sender, itself settled in them, has now sent completely.
struct BatchComposer {
    /// What the batch holds, to be remembered until it is confirmed.
    private(set) var isEmpty = true
    /// The slot that did not fit as a whole.
    private(set) var scan: OutboxItem?
    /// The slots that were sent completely.
    private(set) var finishedSlots: [KeySlot] = []

    private let byteLimit: Int
    private var entries = WireWriter()
    private var entryCount = 0
    private var stepCount = 0

    /// How many items and steps of a scan one batch takes at most, so that empty slots do not make it endless.
    private static let maximumStepCount = 2_048
    /// One bucket of the index at a time: a batch of large entries must not outgrow what the owner accepts.
    private static let entriesPerScanStep = 1

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    var isFull: Bool {
        scan != nil || entries.bytes.count >= byteLimit || stepCount >= Self.maximumStepCount
    }

    /// Adds the entries of `item`; what does not fit of a slot is left in ``scan``.
    mutating func add(_ item: OutboxItem, from store: ShardedStore) {
        isEmpty = false
        stepCount += 1
        switch item {
        case .held(let key, let slot):
            let isHeld: Void? = store.withStoredEntry(forKey: key.span, in: slot) { metadata, stored in
                entries.writeEntry(key: key.span, metadata: metadata, stored: stored)
            }
            if isHeld != nil { entryCount += 1 }
        case .carried(let key, _, let form):
            entries.writeEntry(key: key.span, metadata: form.metadata, stored: form.bytes.span)
            entryCount += 1
        case .slot(let slot, let origin, let cursor):
            add(slot, of: origin, from: cursor, store)
        }
    }

    private mutating func add(
        _ slot: KeySlot, of origin: OriginTag?, from start: ScanCursor, _ store: ShardedStore
    ) {
        var cursor: ScanCursor? = start
        while let position = cursor, !isFull {
            stepCount += 1
            cursor = store.scan(slot: slot, from: position, limit: Self.entriesPerScanStep) {
                key, metadata, stored in
                guard origin == nil || metadata.version.origin == origin else { return }
                entries.writeEntry(key: key, metadata: metadata, stored: stored)
                entryCount += 1
            }
        }
        if let cursor {
            scan = .slot(slot, origin: origin, from: cursor)
        } else if origin == nil {
            finishedSlots.append(slot)
        }
    }

    func write(settledSlots: [KeySlot], into writer: inout WireWriter) {
        writer.writeCount(entryCount)
        writer.writeBytes(entries.bytes.span)
        writer.writeCount(settledSlots.count)
        for slot in settledSlots { writer.write(slot.index) }
    }
}

extension WireWriter {
    /// Writes a batch of a single entry.
    package mutating func writeBatch(
        ofKey key: Span<UInt8>, metadata: EntryMetadata, stored: Span<UInt8>
    ) {
        writeCount(1)
        writeEntry(key: key, metadata: metadata, stored: stored)
        writeCount(0)
    }
}

extension WireReader {
    /// How many entries one batch may announce.
    private static var maximumBatchCount: Int { 1 << 20 }

    /// Reads a batch: hands its entries to `body` one by one and returns the slots that are complete with it.
    @_lifetime(self: copy self)
    package mutating func readBatch(
        _ body: (_ key: Span<UInt8>, _ metadata: EntryMetadata, _ stored: Span<UInt8>) -> Void
    ) throws(WireError) -> [KeySlot] {
        let entryCount = try readCount(of: "batch entries", maximum: Self.maximumBatchCount)
        for _ in 0..<entryCount { try readEntry(body) }
        let slotCount = try readCount(of: "complete slots", maximum: KeySlot.count)
        var slots: [KeySlot] = []
        for _ in 0..<slotCount {
            let index = try readUInt16()
            guard index < UInt16(KeySlot.count) else {
                throw .invalidValue(field: "complete slot", value: UInt64(index))
            }
            slots.append(KeySlot(index: index))
        }
        return slots
    }
}
