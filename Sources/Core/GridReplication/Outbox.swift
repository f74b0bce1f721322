package import GridIdentity
package import GridStore
package import GridVersioning
package import GridWire
private import Synchronization

/// What one owner has yet to be told: the keys that changed, and the slots that it needs as a whole.
///
/// An entry is remembered by its key and fetched when it is sent, so overwrites coalesce and memory stays small.
/// Only a node that does not own the key itself carries the entry here. While the owner cannot be reached the outbox
/// is the hint: when more keys wait than ``Limits/keyCount``, their slots are marked as a whole instead, and nothing
/// is forgotten. Batches in flight stay remembered until the owner confirms them.
///
/// Any thread may add; the one data plane that the outbox is assigned to takes out.
package final class Outbox: Sendable {
    /// How much an outbox holds.
    package struct Limits: Hashable, Sendable {
        /// How many changed keys wait before their slots are marked instead.
        package var keyCount = 100_000
        /// How many bytes of carried entries, keys included, wait before further ones are refused.
        package var carriedByteCount = 16 << 20
        /// How many entries wait before they are sent without waiting for the window to pass.
        package var batchThreshold = 64

        package init() {}
    }

    /// What the caller of an `enqueue` has to do.
    package enum Admission: Hashable, Sendable {
        /// Nothing: the flusher knows already.
        case queued
        /// Tell the data plane that flushes this outbox.
        case wakesFlusher
        /// The entry was not taken, because too much waits already.
        case full
    }

    /// The member that is written to.
    package let peer: NodeID
    /// Where it is reached.
    package let address: NodeAddress
    /// Unique within the node: decides which data plane flushes.
    package let number: UInt32
    package let limits: Limits
    private let state: Mutex<OutboxState>

    package init(peer: NodeID, address: NodeAddress, number: UInt32, limits: Limits = Limits()) {
        self.peer = peer
        self.address = address
        self.number = number
        self.limits = limits
        state = Mutex(OutboxState(limits: limits))
    }

    /// Remembers that the entry of `key`, which this node holds, has changed.
    package func enqueue(_ key: [UInt8], in slot: KeySlot) -> Admission {
        state.withLock { $0.enqueue(key, OutboxState.Waiting(slot: slot, isHeld: true)) }
    }

    /// Takes an entry that this node does not hold.
    package func enqueue(_ key: [UInt8], in slot: KeySlot, carrying form: StoredForm) -> Admission {
        state.withLock { $0.enqueue(key, OutboxState.Waiting(slot: slot, carried: form)) }
    }

    /// Remembers that the owner needs everything this node holds of `slots`, or what `origin` wrote there.
    package func enqueue(_ slots: SlotSet, of origin: OriginTag? = nil) -> Admission {
        guard !slots.isEmpty else { return .queued }
        return state.withLock { $0.enqueue(slots, of: origin) }
    }

    /// Writes the next entries into `writer` as one batch and remembers them as in flight under `batch`.
    ///
    /// `isSettled` tells whether this node is settled in a slot: the owner then is too, once it has all of it.
    ///
    /// - Returns: `false` when there was nothing to send; nothing is written then.
    package func writeBatch(
        _ batch: UInt64, from store: ShardedStore, byteLimit: Int, into writer: inout WireWriter,
        isSettled: (KeySlot) -> Bool
    ) -> Bool {
        var composer = BatchComposer(byteLimit: byteLimit)
        while !composer.isFull, let item = state.withLock({ $0.takeNext(into: batch) }) {
            composer.add(item, from: store)
        }
        guard !composer.isEmpty else { return false }
        let finished = composer.finishedSlots.filter(isSettled)
        composer.write(settledSlots: finished, into: &writer)
        if let scan = composer.scan { state.withLock { $0.stopped(at: scan) } }
        return true
    }

    /// The owner confirmed a batch.
    package func confirm(_ batch: UInt64) {
        state.withLock { $0.confirm(batch) }
    }

    /// A batch may not have arrived: its entries wait again.
    package func retry(_ batch: UInt64) {
        state.withLock { $0.retry(batch) }
    }

    /// The flusher looked at the outbox and waits for news; returns whether something waits all the same.
    package func rest() -> Bool {
        state.withLock { $0.rest() }
    }

    /// The entries that this node carries for the owner, because it does not own them itself.
    package var carried: [(key: [UInt8], slot: KeySlot, form: StoredForm)] {
        state.withLock { $0.carried }
    }

    /// Removes the entries that this node carries for the owner, because it is no owner any more.
    package func takeCarried() -> [(key: [UInt8], slot: KeySlot, form: StoredForm)] {
        state.withLock { $0.takeCarried() }
    }

    /// Whether enough entries wait that they should be sent at once.
    package var isOverThreshold: Bool {
        state.withLock { $0.waitingCount >= limits.batchThreshold }
    }

    /// Whether nothing waits, apart from what is in flight.
    package var isEmpty: Bool {
        state.withLock { $0.waitingCount == 0 }
    }

    /// Whether nothing waits or is in flight, and whatever is added next wakes the flusher.
    package var isAtRest: Bool {
        state.withLock { $0.isAtRest }
    }

    /// What waits here.
    package var statistics: OutboxStatistics {
        state.withLock { $0.statistics }
    }
}

/// What waits in an ``Outbox``.
package struct OutboxStatistics: Hashable, Sendable {
    package var waitingKeyCount = 0
    package var carriedByteCount = 0
    package var waitingSlotCount = 0
    package var batchesInFlight = 0
    /// How often keys were turned into slots for lack of room.
    package var overflowCount: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { waitingKeyCount == 0 && waitingSlotCount == 0 && batchesInFlight == 0 }
}
