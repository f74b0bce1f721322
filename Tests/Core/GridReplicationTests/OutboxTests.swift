import GridIdentity
import GridReplication
import GridStore
import GridVersioning
import GridWire
import Testing

@Suite("Outbox")
struct OutboxTests {
    let store = makeStore()
    let a = bytes("{t}a")
    let b = bytes("{t}b")
    var slotOfAll: KeySlot { slot(of: a) }

    var wholeSlot: SlotSet {
        var slots = SlotSet()
        slots.insert(slotOfAll)
        return slots
    }

    @Test(
        "An outbox is at rest once everything is confirmed and its flusher has looked, until something is added"
    )
    func rest() throws {
        let outbox = makeOutbox()
        #expect(outbox.isAtRest)
        try store.put(bytes("1"), a, version(1))

        #expect(outbox.enqueue(a, in: slotOfAll) == .wakesFlusher)
        #expect(!outbox.isAtRest)
        var batch = WireWriter()
        _ = outbox.writeBatch(1, from: store, byteLimit: 1_000, into: &batch) { _ in true }
        #expect(!outbox.rest())
        #expect(!outbox.isAtRest)
        outbox.confirm(1)

        #expect(outbox.isAtRest)
        #expect(outbox.enqueue(a, in: slotOfAll) == .wakesFlusher)
    }

    // MARK: Order and coalescing

    @Test("Changed keys are sent in the order in which they changed first, each with its present value")
    func coalescing() throws {
        let outbox = makeOutbox()
        try store.put(bytes("1"), a, version(1))
        try store.put(bytes("2"), b, version(2))
        _ = outbox.enqueue(a, in: slotOfAll)
        _ = outbox.enqueue(b, in: slotOfAll)
        try store.put(bytes("3"), a, version(3))
        _ = outbox.enqueue(a, in: slotOfAll)

        let batch = try outbox.takeBatch(1, from: store)

        #expect(
            batch?.entries == [
                SentEntry(key: a, value: bytes("3"), version: version(3)),
                SentEntry(key: b, value: bytes("2"), version: version(2)),
            ])
        #expect(try outbox.takeBatch(2, from: store) == nil)
    }

    @Test("Of two carried entries of a key the newer is sent, in whichever order they came")
    func newestCarried() throws {
        for order in [[1, 2], [2, 1]] as [[UInt64]] {
            let outbox = makeOutbox()
            for stamp in order { _ = outbox.enqueue(a, in: slotOfAll, carrying: form(stamp)) }

            #expect(try outbox.takeBatch(1, from: store)?.entries.map(\.version) == [version(2)])
        }
    }

    @Test("A carried entry is not forgotten when the node has come to hold the key itself")
    func carriedAndHeld() throws {
        for isHeldFirst in [true, false] {
            let outbox = makeOutbox()
            try store.put(bytes("old"), a, version(3))
            if isHeldFirst { _ = outbox.enqueue(a, in: slotOfAll) }
            _ = outbox.enqueue(a, in: slotOfAll, carrying: form(5, "new"))
            if !isHeldFirst { _ = outbox.enqueue(a, in: slotOfAll) }

            let batch = try outbox.takeBatch(1, from: store)

            #expect(batch?.entries.map(\.version).max() == version(5), "held first: \(isHeldFirst)")
            #expect(batch?.entries.map(\.version).contains(version(3)) == true)
            #expect(outbox.statistics.carriedByteCount == 0)
        }
    }

    @Test("A key whose entry is gone is sent as nothing, and is not an error")
    func vanishedEntry() throws {
        let outbox = makeOutbox()
        _ = outbox.enqueue(a, in: slotOfAll)

        #expect(try outbox.takeBatch(1, from: store) == SentBatch())
        outbox.confirm(1)
        #expect(outbox.statistics.isEmpty)
    }

    @Test("A batch ends at its size limit, and the rest follows in order")
    func byteLimit() throws {
        let outbox = makeOutbox()
        let keys = (0..<10).map { bytes("{t}\($0)") }
        for (index, key) in keys.enumerated() {
            try store.put([UInt8](repeating: 7, count: 100), key, version(UInt64(index)))
            _ = outbox.enqueue(key, in: slotOfAll)
        }

        var received: [[UInt8]] = []
        var sizes: [Int] = []
        var number: UInt64 = 0
        while let batch = try outbox.takeBatch(number, from: store, byteLimit: 250) {
            received += batch.keys
            sizes.append(batch.entries.count)
            number += 1
        }

        #expect(received == keys)
        #expect(sizes == [3, 3, 3, 1])
    }

    // MARK: Limits

    @Test("More keys than the limit become slots, and every entry is sent all the same")
    func overflow() throws {
        let outbox = makeOutbox { $0.keyCount = 3 }
        let keys = (0..<20).map { bytes("key-\($0)") }
        for (index, key) in keys.enumerated() {
            try store.put(bytes("v"), key, version(UInt64(index)))
            _ = outbox.enqueue(key, in: slot(of: key))
        }

        #expect(outbox.statistics.waitingKeyCount == 3)
        #expect(outbox.statistics.overflowCount == 17)
        var received: [[UInt8]] = []
        while let batch = try outbox.takeBatch(1, from: store) { received += batch.keys }
        #expect(received.count == 20)
        #expect(keys.allSatisfy { received.contains($0) })
    }

    @Test("Carried entries are refused above their limit, and the bytes are given back when they are sent")
    func carriedLimit() throws {
        let outbox = makeOutbox { $0.carriedByteCount = 4_000 }
        let value = String(repeating: "x", count: 1_000)
        var admitted = 0
        while admitted < 10,
            outbox.enqueue(bytes("{t}\(admitted)"), in: slotOfAll, carrying: form(1, value)) != .full
        {
            admitted += 1
        }

        #expect(admitted == 3)
        #expect(try outbox.takeBatch(1, from: store)?.entries.count == 3)
        #expect(outbox.statistics.carriedByteCount == 0)
        outbox.retry(1)
        #expect(outbox.statistics.carriedByteCount > 3_000)
        #expect(outbox.enqueue(a, in: slotOfAll, carrying: form(1, value)) == .full)
    }

    @Test("Carried deletions have a limit too, although they have no value")
    func carriedTombstones() {
        let outbox = makeOutbox { $0.carriedByteCount = 10_000 }
        let tombstone = StoredForm(metadata: .tombstone(version: version(1)), bytes: [])
        var admitted = 0
        while admitted < 10_000,
            outbox.enqueue(bytes("{t}\(admitted)"), in: slotOfAll, carrying: tombstone) != .full
        {
            admitted += 1
        }

        #expect(admitted < 1_000)
    }

    @Test("Overwriting a carried entry does not add up")
    func carriedOverwrites() {
        let outbox = makeOutbox { $0.carriedByteCount = 4_000 }
        for stamp in 1...100 {
            let value = String(repeating: "x", count: 2_500)
            #expect(outbox.enqueue(a, in: slotOfAll, carrying: form(UInt64(stamp), value)) != .full)
        }
    }

    // MARK: Confirmation and repetition

    @Test("A confirmed batch is forgotten, and one that may be lost is sent again")
    func confirmAndRetry() throws {
        let outbox = makeOutbox()
        try store.put(bytes("1"), a, version(1))
        _ = outbox.enqueue(a, in: slotOfAll)
        _ = try outbox.takeBatch(1, from: store)
        _ = outbox.enqueue(b, in: slotOfAll, carrying: form(2))
        _ = try outbox.takeBatch(2, from: store)

        outbox.confirm(1)
        outbox.retry(2)
        outbox.retry(2)

        #expect(outbox.statistics.batchesInFlight == 0)
        #expect(try outbox.takeBatch(3, from: store)?.keys == [b])
    }

    @Test("A newer change that waits is not undone by an older one that comes back")
    func retryKeepsNewer() throws {
        let outbox = makeOutbox()
        _ = outbox.enqueue(a, in: slotOfAll, carrying: form(1))
        _ = try outbox.takeBatch(1, from: store)
        _ = outbox.enqueue(a, in: slotOfAll, carrying: form(2))

        outbox.retry(1)

        #expect(try outbox.takeBatch(2, from: store)?.entries.map(\.version) == [version(2)])
    }

    @Test("An older change that waits does not swallow a newer one that comes back")
    func retryRestoresNewer() throws {
        let outbox = makeOutbox()
        _ = outbox.enqueue(a, in: slotOfAll, carrying: form(2))
        _ = try outbox.takeBatch(1, from: store)
        _ = outbox.enqueue(a, in: slotOfAll, carrying: form(1))

        outbox.retry(1)

        #expect(try outbox.takeBatch(2, from: store)?.entries.map(\.version).max() == version(2))
        #expect(outbox.statistics.carriedByteCount == 0)
    }

    @Test("What is carried for a member that is gone is given back, what is in flight included")
    func takeCarried() throws {
        let outbox = makeOutbox()
        _ = outbox.enqueue(a, in: slotOfAll, carrying: form(1))
        _ = try outbox.takeBatch(1, from: store)
        _ = outbox.enqueue(b, in: slotOfAll, carrying: form(2))
        _ = outbox.enqueue(bytes("{t}held"), in: slotOfAll)

        let carried = outbox.takeCarried()

        #expect(Set(carried.map(\.key)) == [a, b])
        #expect(outbox.statistics.carriedByteCount == 0)
        #expect(outbox.takeCarried().isEmpty)
    }

    // MARK: Slots

    @Test("A slot is complete only with the batch that holds its end, and only if the sender is settled")
    func completeSlots() throws {
        let keys = (0..<300).map { bytes("{t}\($0)") }
        for key in keys { try store.put([UInt8](repeating: 1, count: 50), key, version(1)) }
        let outbox = makeOutbox()
        _ = outbox.enqueue(wholeSlot)

        var batches: [SentBatch] = []
        while let batch = try outbox.takeBatch(UInt64(batches.count), from: store, byteLimit: 4_000) {
            batches.append(batch)
        }

        #expect(batches.count > 2)
        #expect(batches.dropLast().allSatisfy { $0.completeSlots.isEmpty })
        #expect(batches.last?.completeSlots == [slotOfAll])
        #expect(Set(batches.flatMap(\.keys)) == Set(keys))

        _ = outbox.enqueue(wholeSlot)
        #expect(try outbox.takeBatch(99, from: store, isSettled: false)?.completeSlots == [])
    }

    @Test("An empty slot is reported complete by a batch without entries")
    func emptySlots() throws {
        let outbox = makeOutbox()
        var slots = SlotSet()
        for index in 0..<5_000 { slots.insert(KeySlot(index: UInt16(index))) }
        _ = outbox.enqueue(slots)

        var complete: [KeySlot] = []
        var number: UInt64 = 0
        while let batch = try outbox.takeBatch(number, from: store) {
            #expect(batch.entries.isEmpty)
            complete += batch.completeSlots
            number += 1
        }

        #expect(number > 1)
        #expect(complete == slots.sorted)
    }

    @Test("Only what one origin wrote is sent of a slot that is shared, and that completes nothing")
    func partialSlot() throws {
        try store.put(bytes("1"), a, version(1, origin: 7))
        try store.put(bytes("2"), b, version(2, origin: 8))
        let outbox = makeOutbox()
        _ = outbox.enqueue(wholeSlot, of: OriginTag(rawValue: 7))

        let batch = try outbox.takeBatch(1, from: store)

        #expect(batch?.keys == [a])
        #expect(batch?.completeSlots == [])
    }

    @Test("A slot of which a part was lost is sent again from its beginning")
    func lostScan() throws {
        let keys = (0..<300).map { bytes("{t}\($0)") }
        for key in keys { try store.put([UInt8](repeating: 1, count: 50), key, version(1)) }
        let outbox = makeOutbox()
        _ = outbox.enqueue(wholeSlot)
        _ = try outbox.takeBatch(1, from: store, byteLimit: 4_000)
        _ = try outbox.takeBatch(2, from: store, byteLimit: 4_000)

        outbox.retry(1)
        outbox.confirm(2)

        var received: [[UInt8]] = []
        while let batch = try outbox.takeBatch(3, from: store) { received += batch.keys }
        #expect(Set(received) == Set(keys))
    }

    @Test("Large entries of one slot are spread over batches of bounded size")
    func largeEntriesOfOneSlot() throws {
        for index in 0..<60 {
            try store.put([UInt8](repeating: 1, count: 100_000), bytes("{t}\(index)"), version(1))
        }
        let outbox = makeOutbox()
        _ = outbox.enqueue(wholeSlot)

        var received: [[UInt8]] = []
        var largest = 0
        while let batch = try outbox.takeBatch(1, from: store, byteLimit: 250_000) {
            received += batch.keys
            largest = max(largest, batch.entries.reduce(0) { $0 + $1.value.count })
        }

        #expect(Set(received).count == 60)
        #expect(largest <= 2_000_000)
    }

    // MARK: Waking

    @Test("The first change wakes the flusher, later ones do not, and after a rest the next one does again")
    func waking() throws {
        let outbox = makeOutbox()
        #expect(outbox.enqueue(a, in: slotOfAll) == .wakesFlusher)
        #expect(outbox.enqueue(b, in: slotOfAll) == .queued)
        #expect(outbox.rest())
        _ = try outbox.takeBatch(1, from: store)
        #expect(!outbox.rest())
        #expect(outbox.enqueue(a, in: slotOfAll) == .wakesFlusher)
    }

    @Test("The flusher is woken once more when the threshold is reached")
    func threshold() {
        let outbox = makeOutbox { $0.batchThreshold = 3 }
        let admissions = (0..<5).map { outbox.enqueue(bytes("{t}\($0)"), in: slotOfAll) }

        #expect(admissions == [.wakesFlusher, .queued, .wakesFlusher, .queued, .queued])
        #expect(outbox.isOverThreshold)
    }

    @Test("Nothing is enqueued for an empty set of slots")
    func noSlots() {
        let outbox = makeOutbox()
        #expect(outbox.enqueue(SlotSet()) == .queued)
        #expect(outbox.isEmpty)
    }
}
