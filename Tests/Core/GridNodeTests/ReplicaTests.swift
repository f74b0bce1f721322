import GridDeterminism
import GridIdentity
import GridLink
import GridReplication
import GridStore
import GridVersioning
import Testing

@testable import GridNode

@Suite("Replica")
struct ReplicaTests {
    let replica = makeReplica(0)
    let start = WallTime(milliseconds: 1_000_000_000_000)
    let key = bytes("key")
    var slot: KeySlot { KeySlot(of: key.span) }

    init() {
        replica.publish(makeOwnership(local: 0, count: 1))
        replica.settle(KeySlot(of: key.span))
    }

    private func decide(_ update: EntryUpdate, at wall: WallTime? = nil) throws -> UpdateResult {
        try replica.decide(update, at: wall ?? start).result
    }

    private func set(_ value: String, expiry: WallTime? = nil) throws {
        let change = expiry.map { EntryUpdate.ExpiryChange.at($0) } ?? .never
        _ = try replica.accept(
            EntryUpdate(key: key, value: .store(bytes(value)), expiry: change), at: start)
    }

    private func read(at wall: WallTime? = nil) -> String {
        let read = replica.withLocalValue(forKey: key.span, at: wall ?? start) { value, _ in
            (0..<value.count).map { value[$0] }
        }
        switch read {
        case .hit(let value): return String(decoding: value, as: UTF8.self)
        case .missing: return "missing"
        case .elsewhere: return "elsewhere"
        }
    }

    private var held: EntryMetadata? { replica.store.metadata(forKey: key.span, in: slot) }
    private var expiry: WallTime? { held?.expiry }

    // MARK: Conditions

    @Test("Storing only if absent stores once, and again after the entry expired or was deleted")
    func ifAbsent() throws {
        let update = EntryUpdate(key: key, condition: .ifAbsent, value: .store(bytes("new")))
        try set("old", expiry: start + .seconds(1))

        #expect(try !decide(update).isApplied)
        #expect(read() == "old")
        #expect(try decide(update, at: start + .seconds(1)).isApplied)
        #expect(read() == "new")
        #expect(expiry == nil)
        _ = try decide(EntryUpdate(key: key, value: .delete))
        #expect(try decide(update).isApplied)
    }

    @Test("Storing only if present does nothing without a live entry")
    func ifPresent() throws {
        let update = EntryUpdate(key: key, condition: .ifPresent, value: .store(bytes("new")))

        #expect(try !decide(update).isApplied)
        #expect(replica.statistics.acceptedWriteCount == 0)
        try set("old", expiry: start + .seconds(1))
        #expect(try !decide(update, at: start + .seconds(1)).isApplied)
        #expect(try decide(update).isApplied)
        #expect(read() == "new")
    }

    @Test("The former live entry is reported, whether or not the change is made; an expired one is not")
    func previous() throws {
        try set("old", expiry: start + .seconds(1))
        let update = EntryUpdate(
            key: key, condition: .ifAbsent, value: .store(bytes("new")), reportsPrevious: true)

        let skipped = try decide(update)
        #expect(!skipped.isApplied)
        #expect(skipped.previous?.value == bytes("old"))
        #expect(skipped.previous?.expiry == start + .seconds(1))
        let applied = try decide(update, at: start + .seconds(1))
        #expect(applied.isApplied)
        #expect(applied.previous == nil)
    }

    // MARK: Expiries

    @Test("A new value can keep the expiry of the entry; without a live entry there is none to keep")
    func keepExpiry() throws {
        let update = EntryUpdate(key: key, value: .store(bytes("new")), expiry: .keep)
        try set("old", expiry: start + .seconds(9))

        _ = try decide(update)
        #expect(read() == "new")
        #expect(expiry == start + .seconds(9))
        _ = try decide(update, at: start + .seconds(9))
        #expect(read(at: start + .seconds(9)) == "new")
        #expect(expiry == nil)
    }

    @Test("The expiry can be changed and removed while the value stays")
    func changeExpiry() throws {
        try set("v")

        #expect(try decide(EntryUpdate(key: key, value: .keep, expiry: .at(start + .seconds(5)))).isApplied)
        #expect(expiry == start + .seconds(5))
        #expect(read() == "v")
        #expect(try decide(EntryUpdate(key: key, value: .keep, expiry: .never)).isApplied)
        #expect(expiry == nil)
        #expect(read(at: start + .seconds(60)) == "v")
    }

    @Test("An expiry without a live entry changes nothing and makes no version")
    func expiryOfNothing() throws {
        #expect(try !decide(EntryUpdate(key: key, value: .keep, expiry: .at(start + .seconds(5)))).isApplied)
        #expect(held == nil)
    }

    @Test("A time that has passed deletes the entry, however it is given")
    func pastExpiry() throws {
        try set("v")
        #expect(try decide(EntryUpdate(key: key, value: .keep, expiry: .at(start))).isApplied)
        #expect(read() == "missing")

        let conditional = EntryUpdate(
            key: key, condition: .ifAbsent, value: .store(bytes("w")), expiry: .at(start))
        #expect(try decide(conditional).isApplied)
        #expect(read() == "missing")
        #expect(held?.isTombstone == true)

        try set("x")
        try set("y", expiry: start)
        #expect(read() == "missing")
        #expect(held?.isTombstone == true)
    }

    @Test("A deletion on condition that the entry is there tells whether it was")
    func delete() throws {
        let update = EntryUpdate(key: key, condition: .ifPresent, value: .delete)

        #expect(try !decide(update).isApplied)
        try set("v")
        #expect(try decide(update).isApplied)
        #expect(read() == "missing")
    }

    @Test("Every change has a later version than the one before, also when the wall clock steps back")
    func versions() throws {
        try set("v")
        let first = held?.version
        let earlier = WallTime(milliseconds: start.milliseconds - 5_000)
        _ = try decide(EntryUpdate(key: key, value: .store(bytes("w")), expiry: .keep), at: earlier)

        #expect(read() == "w")
        let second = held?.version
        #expect(try #require(first) < #require(second))
    }

    @Test("Only blind updates are stamped anywhere")
    func blindness() {
        #expect(EntryUpdate(key: key, value: .delete).isBlind)
        #expect(EntryUpdate(key: key, value: .store([]), expiry: .at(start)).isBlind)
        #expect(!EntryUpdate(key: key, value: .store([]), expiry: .keep).isBlind)
        #expect(!EntryUpdate(key: key, value: .keep, expiry: .never).isBlind)
        #expect(!EntryUpdate(key: key, condition: .ifPresent, value: .delete).isBlind)
        #expect(!EntryUpdate(key: key, value: .delete, reportsPrevious: true).isBlind)
    }

    // MARK: Ownership

    @Test("A read is answered here only for slots that are owned, and misses only once they are settled")
    func localReads() throws {
        #expect(read() == "missing")
        replica.unsettle(slot)
        #expect(read() == "elsewhere")
        try set("v")
        #expect(read() == "v")
        _ = try decide(EntryUpdate(key: key, value: .delete))
        #expect(read() == "missing")
        replica.publish(.none)
        #expect(read() == "elsewhere")
    }

    @Test("A slot that was lost is not settled when it comes back")
    func settling() {
        #expect(replica.isSettled(slot))
        replica.publish(.none)
        #expect(!replica.isSettled(slot))
        #expect(replica.settledSlotCount == 0)
        replica.settle(slot)
        #expect(!replica.isSettled(slot))
        replica.publish(makeOwnership(local: 0, count: 1))
        #expect(!replica.isSettled(slot))
        replica.receivedWhole([slot], at: Instant(nanoseconds: 5))
        #expect(replica.isSettled(slot))
        #expect(replica.latestHandOverAt == Instant(nanoseconds: 5))
    }

    @Test("Before it has joined, a node takes no writes")
    func notReady() {
        let replica = makeReplica(1)
        #expect(throws: OperationFailure.notReady) {
            _ = try replica.accept(EntryUpdate(key: key, value: .delete), at: start)
        }
    }

    @Test("Invalid keys and values that are too long are refused and change nothing")
    func invalid() {
        let long = [UInt8](repeating: 1, count: 65_536)
        #expect(throws: OperationFailure.invalidKey(byteCount: 65_536, maximum: 65_535)) {
            _ = try replica.accept(EntryUpdate(key: long, value: .delete), at: start)
        }
        #expect(throws: OperationFailure.invalidKey(byteCount: 0, maximum: 65_535)) {
            _ = try replica.decide(EntryUpdate(key: [], value: .delete), at: start)
        }
        let value = [UInt8](repeating: 1, count: 16 << 20 + 1)
        #expect(throws: OperationFailure.self) {
            _ = try replica.accept(EntryUpdate(key: key, value: .store(value)), at: start)
        }
        #expect(replica.statistics.acceptedWriteCount == 0)
    }

    // MARK: Merging

    @Test("Entries of peers are merged by version, counted, and refused when their clock is too far ahead")
    func merging() {
        func merge(_ value: String, _ milliseconds: UInt64) -> ReplicationReceipt {
            let wall = WallTime(milliseconds: start.milliseconds + milliseconds)
            let version = Version(
                timestamp: HybridTimestamp(wall: wall, counter: 0), origin: OriginTag(rawValue: 9))
            return replica.merge(
                key: key.span, metadata: EntryMetadata(version: version), stored: bytes(value).span, at: start
            )
        }

        #expect(merge("new", 2) == .merged)
        #expect(merge("old", 1) == .merged)
        #expect(merge("new", 2) == .merged)
        #expect(merge("future", 501) == .clockTooFarAhead)
        #expect(read() == "new")
        let statistics = replica.statistics
        #expect(statistics.appliedEntryCount == 1)
        #expect(statistics.supersededEntryCount == 2)
        #expect(statistics.refusedStampCount == 1)
    }

    @Test("After a peer's stamp was seen, this node's own stamps are later")
    func observing() throws {
        let ahead = HybridTimestamp(wall: start + .milliseconds(400), counter: 3)
        #expect(replica.observe(ahead, at: start))
        try set("v")
        #expect(try #require(held).version.timestamp > ahead)
    }

    @Test("A node that leaves serves none of its users' requests, not even from its own memory")
    func leaving() throws {
        try set("v")
        replica.refuseRequests()

        #expect(read() == "elsewhere")
        #expect(throws: OperationFailure.shuttingDown) { try set("w") }
    }
}
