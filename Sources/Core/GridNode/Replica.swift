package import GridDeterminism
package import GridIdentity
package import GridPlacement
package import GridReplication
package import GridStore
package import GridVersioning
private import Synchronization

/// What all threads of a node share: the store, the clock and the published ownership.
///
/// A read of a key that this node owns and holds stays on the caller's thread: hash, shard lock, copy. So does a
/// write that needs no other copy before it is acknowledged. The rest begins here and is finished by a
/// ``DataPlane``.
package final class Replica: Sendable {
    /// The identity of this node.
    package let node: NodeID
    package let store: ShardedStore
    package let clock: HybridLogicalClock

    let origin: OriginTag
    private let published: Mutex<Ownership>
    private let owned = AtomicSlotSet()
    private let settled = AtomicSlotSet()
    let counters = ReplicaCounters()
    private let isServing = Atomic(true)
    private let latestHandOver = Atomic<UInt64>(0)

    package init(node: NodeID, store: ShardedStore, clock: HybridLogicalClock) {
        self.node = node
        self.store = store
        self.clock = clock
        origin = OriginTag(of: node)
        published = Mutex(.none)
    }

    /// The ownership that was published last.
    package var ownership: Ownership { published.withLock { $0 } }

    /// How many slots this node owns and answers for.
    package var ownedSlotCount: Int { owned.count }

    /// How many owned slots this node is settled in: it has received what the others held of them.
    package var settledSlotCount: Int { settled.count }

    /// What happened here since the start.
    package var statistics: ReplicaStatistics { counters.statistics }

    /// Makes every further request of this node's users fail, because the node is leaving.
    ///
    /// Reads of this node's own memory find nothing any more that they could answer by themselves. What peers ask
    /// for is answered as before.
    package func refuseRequests() {
        isServing.store(false, ordering: .releasing)
        owned.removeAll()
    }

    // MARK: Ownership

    /// Publishes a new ownership; called by the control plane alone.
    func publish(_ ownership: Ownership) {
        owned.formIntersection(ownership.localSlots)
        settled.formIntersection(ownership.localSlots)
        if acceptsRequests { owned.formUnion(ownership.localSlots) }
        published.withLock { $0 = ownership }
    }

    package func owns(_ slot: KeySlot) -> Bool { owned.contains(slot) }

    /// Whether a key of the slot that is not held here is held nowhere.
    package func isSettled(_ slot: KeySlot) -> Bool { settled.contains(slot) }

    func settle(_ slot: KeySlot) {
        if owned.contains(slot) { settled.insert(slot) }
    }

    /// Settles every slot that is owned.
    func settleEverything() {
        guard acceptsRequests else { return }
        settled.formUnion(ownership.localSlots)
    }

    func unsettle(_ slot: KeySlot) { settled.remove(slot) }

    func unsettleEverything() { settled.removeAll() }

    /// When a peer last sent whole slots, or tried in vain; tells the control plane that others still hand over.
    var latestHandOverAt: Instant { Instant(nanoseconds: latestHandOver.load(ordering: .relaxed)) }

    /// Takes note that a peer had something for this node that could not be taken for now; it will come again.
    package func refusedBatch(at now: Instant) {
        latestHandOver.max(now.nanoseconds, ordering: .relaxed)
    }

    /// Takes note that `slots` have been received completely from a node that was settled in them.
    package func receivedWhole(_ slots: [KeySlot], at now: Instant) {
        guard !slots.isEmpty else { return }
        latestHandOver.max(now.nanoseconds, ordering: .relaxed)
        for slot in slots { settle(slot) }
    }

    // MARK: Reading

    /// What a read on this node's own thread gave.
    package enum LocalRead<Result> {
        case hit(Result)
        /// This node owns the key and would know of an entry.
        case missing
        /// Other nodes have to be asked.
        case elsewhere
    }

    /// Calls `body` with the value of a live entry that this node owns.
    ///
    /// The value is borrowed until `body` returns. `body` runs within a lock of the store and must not call back.
    package func withLocalValue<Result, Failure: Error>(
        forKey key: Span<UInt8>, at wall: WallTime,
        _ body: (Span<UInt8>, EntryMetadata) throws(Failure) -> Result
    ) throws(Failure) -> LocalRead<Result> {
        let slot = KeySlot(of: key)
        guard owned.contains(slot) else { return .elsewhere }
        // Looked up before the store: what a hand-over brings in between must not be reported as missing.
        let isSettled = settled.contains(slot)
        if let result = try store.withValue(forKey: key, in: slot, at: wall, body) { return .hit(result) }
        // An invalid key is no miss; whoever is asked next says what is wrong with it.
        guard Self.isValid(keyByteCount: key.count) else { return .elsewhere }
        if isSettled { return .missing }
        guard let held = store.metadata(forKey: key, in: slot), !held.isLive(at: wall) else {
            return .elsewhere
        }
        return .missing
    }

    /// What ``visitLocalValue(forKey:at:_:)`` found.
    package enum LocalVisit: Sendable {
        case visited
        /// This node owns the key and would know of an entry.
        case missing
        /// Other nodes have to be asked.
        case elsewhere
    }

    /// Calls `body` with the value of a live entry that this node owns.
    ///
    /// As ``withLocalValue(forKey:at:_:)``, for the hot path of servers: in a concrete function nothing is looked up
    /// about generic types while it runs.
    package func visitLocalValue(
        forKey key: Span<UInt8>, at wall: WallTime, _ body: (Span<UInt8>, EntryMetadata) -> Void
    ) -> LocalVisit {
        let slot = KeySlot(of: key)
        guard owned.contains(slot) else { return .elsewhere }
        // Looked up before the store, for the same reason as above.
        let isSettled = settled.contains(slot)
        if store.visitValue(forKey: key, in: slot, at: wall, body) { return .visited }
        if isSettled { return .missing }
        // A deletion or an expiry that is known here is an answer; a value that came just now is not a miss.
        let held = store.metadata(forKey: key, in: slot)
        return held.map { !$0.isLive(at: wall) } ?? false ? .missing : .elsewhere
    }

    /// What this node answers a peer, or itself, about a key; `nil` when it is no owner and holds nothing.
    package func answer(forKey key: Span<UInt8>, in slot: KeySlot) -> ReplicaAnswer {
        // Looked up before the store, for the same reason as above.
        let isSettled = settled.contains(slot)
        let form = store.withStoredEntry(forKey: key, in: slot) { metadata, stored in
            StoredForm(metadata: metadata, copying: stored)
        }
        if let form { return .held(form) }
        return .nothing(isSettled: isSettled)
    }

    // MARK: Accepting writes

    /// A write that was stamped here, and stored if this node owns the key.
    package struct AcceptedWrite: Sendable {
        package let slot: KeySlot
        package let version: Version
        package let ownership: Ownership
        package let owners: OwnerList
        package let isHeldLocally: Bool
        /// The entry, when it is not held here.
        package let carried: StoredForm?
    }

    /// Stamps a change that does not depend on the current entry, and stores it if this node owns the key.
    package func accept(_ update: EntryUpdate, at wall: WallTime) throws(OperationFailure) -> AcceptedWrite {
        try accept(update, in: KeySlot(of: update.key.span), at: wall)
    }

    /// Stamps a change that does not depend on the current entry, and stores it if this node owns `slot`, the slot of
    /// the key.
    package func accept(
        _ update: EntryUpdate, in slot: KeySlot, at wall: WallTime
    ) throws(OperationFailure) -> AcceptedWrite {
        precondition(update.isBlind, "a conditional update is decided, not accepted")
        try checkIsServing()
        try check(key: update.key)
        let ownership = ownership
        guard ownership.localIndex != nil else { throw .notReady }
        let isHeldLocally = ownership.owns(slot)
        let version = Version(timestamp: clock.stamp(at: wall), origin: origin)
        let form = blindForm(of: update, version: version, at: wall)
        try check(valueByteCount: form.bytes.count)
        if isHeldLocally { try keep(form, forKey: update.key, in: slot, at: wall) }
        counters.count(.accepted)
        return acceptedWrite(version: version, in: slot, carried: isHeldLocally ? nil : form)
    }

    /// Looks up the owners once more after the entry was stored: whoever became an owner meanwhile has perhaps been
    /// sent the slot before the entry was in it.
    private func acceptedWrite(version: Version, in slot: KeySlot, carried: StoredForm?) -> AcceptedWrite {
        let latest = ownership
        return AcceptedWrite(
            slot: slot, version: version, ownership: latest, owners: latest.table.owners(of: slot),
            isHeldLocally: carried == nil, carried: carried)
    }

    /// Puts an accepted write into the outboxes of the owners that are named, and of those who became owners after it
    /// was accepted.
    ///
    /// When this node does not own the key, an outbox may be full; what it does not take is counted.
    ///
    /// - Returns: the outboxes whose flusher must be woken.
    /// - Throws: ``OperationFailure/overloaded(pending:maximum:)`` when no outbox took the entry. Nothing has happened
    ///   then.
    package func replicate(
        _ write: AcceptedWrite, key: [UInt8], to owners: some Collection<UInt16>
    ) throws(OperationFailure) -> [Outbox] {
        var woken: [Outbox] = []
        var takenCount = 0
        var full: Outbox?
        var latest: Ownership
        repeat {
            latest = ownership
            for owner in recipients(of: write, owners, in: latest) {
                guard let outbox = latest.outboxes[Int(owner)] else {
                    if let form = write.carried { keepCarried(form, forKey: key) }
                    takenCount += 1
                    continue
                }
                switch enqueue(write, key: key, into: outbox) {
                case .queued:
                    takenCount += 1
                case .wakesFlusher:
                    takenCount += 1
                    woken.append(outbox)
                case .full:
                    counters.count(.copyAbandoned)
                    full = outbox
                }
            }
            // Once the entry is in the outboxes of an ownership, whoever publishes the next one takes care of it.
        } while latest !== ownership
        if takenCount == 0, let full {
            throw .overloaded(
                pending: full.statistics.carriedByteCount, maximum: full.limits.carriedByteCount)
        }
        return woken
    }

    /// The owners that are named as they are known to `ownership`, and those who own the key only there.
    private func recipients(
        of write: AcceptedWrite, _ owners: some Collection<UInt16>, in ownership: Ownership
    ) -> [UInt16] {
        guard ownership !== write.ownership else { return Array(owners) }
        let named = owners.compactMap { ownership.table.index(of: write.ownership.table.members[Int($0)].id) }
        let change = OwnershipChange(from: write.ownership, to: ownership)
        return named + change.newOwners(of: write.slot).filter { !named.contains($0) }
    }

    private func enqueue(_ write: AcceptedWrite, key: [UInt8], into outbox: Outbox) -> Outbox.Admission {
        guard let form = write.carried else { return outbox.enqueue(key, in: write.slot) }
        return outbox.enqueue(key, in: write.slot, carrying: form)
    }

    /// Stores an entry that was only carried, because this node has become an owner.
    func keepCarried(_ form: StoredForm, forKey key: [UInt8]) {
        do throws(StoreError) {
            _ = try store.merge(
                form.bytes.span, forKey: key.span, in: KeySlot(of: key.span), metadata: form.metadata,
                at: form.metadata.version.timestamp.wall)
        } catch {
            counters.count(.entryRefused)
        }
    }

    /// How an update that depends on the current entry was decided here.
    package struct DecidedUpdate: Sendable {
        package let result: UpdateResult
        /// What has to be replicated, when something changed.
        package let write: AcceptedWrite?
    }

    /// Decides an update against the entry that this node holds, and makes it.
    package func decide(_ update: EntryUpdate, at wall: WallTime) throws(OperationFailure) -> DecidedUpdate {
        try check(key: update.key)
        let slot = KeySlot(of: update.key.span)
        let ownership = ownership
        guard ownership.owns(slot) else { throw .notReady }
        var decision = UpdateDecision(update: update, at: wall)
        var stamped: Version?
        let newValue = decision.newValue
        do throws(StoreError) {
            _ = try store.update(
                forKey: update.key.span, in: slot, at: wall, newValue: newValue.span
            ) { held, value in
                decision.decide(held: held, value: value) {
                    let version = Version(timestamp: clock.stamp(at: wall), origin: origin)
                    stamped = version
                    return version
                }
            }
        } catch {
            throw OperationFailure(error)
        }
        guard let stamped else { return DecidedUpdate(result: decision.result, write: nil) }
        counters.count(.accepted)
        let write = acceptedWrite(version: stamped, in: slot, carried: nil)
        return DecidedUpdate(result: decision.result, write: write)
    }

    /// Whether the node takes requests of its users.
    package var acceptsRequests: Bool { isServing.load(ordering: .acquiring) }

    /// Requires that the node takes requests of its users.
    package func checkIsServing() throws(OperationFailure) {
        guard acceptsRequests else { throw .shuttingDown }
    }

    // MARK: Private

    /// Requires that the key is neither empty nor too long.
    func check(key: [UInt8]) throws(OperationFailure) {
        guard Self.isValid(keyByteCount: key.count) else {
            throw .invalidKey(byteCount: key.count, maximum: StoreConfiguration.maximumKeyByteCount)
        }
    }

    private static func isValid(keyByteCount: Int) -> Bool {
        (1...StoreConfiguration.maximumKeyByteCount).contains(keyByteCount)
    }

    private func check(valueByteCount: Int) throws(OperationFailure) {
        let maximum = store.configuration.maximumValueByteCount
        guard valueByteCount <= maximum else {
            throw .valueTooLarge(byteCount: valueByteCount, maximum: maximum)
        }
    }

    /// The entry that a blind update makes: a time that has passed makes it a deletion.
    private func blindForm(of update: EntryUpdate, version: Version, at wall: WallTime) -> StoredForm {
        guard case .store(let value) = update.value else {
            return StoredForm(metadata: .tombstone(version: version), bytes: [])
        }
        guard case .at(let expiry) = update.expiry else {
            return StoredForm(metadata: EntryMetadata(version: version), bytes: value)
        }
        guard expiry > wall else { return StoredForm(metadata: .tombstone(version: version), bytes: []) }
        return StoredForm(metadata: EntryMetadata(version: version, expiry: expiry), bytes: value)
    }

    private func keep(
        _ form: StoredForm, forKey key: [UInt8], in slot: KeySlot, at wall: WallTime
    ) throws(OperationFailure) {
        let version = form.metadata.version
        do throws(StoreError) {
            if form.metadata.isTombstone {
                _ = try store.delete(key.span, in: slot, version: version, at: wall)
            } else {
                _ = try store.store(
                    form.bytes.span, forKey: key.span, in: slot, version: version,
                    expiry: form.metadata.expiry, at: wall)
            }
        } catch {
            throw OperationFailure(error)
        }
    }
}
