import GridCollections
import GridDeterminism
import GridIdentity
import GridStore
import GridVersioning
import Testing

/// The store's promises in the simplest form: a dictionary of what each key holds.
private struct Model {
    struct Entry: Equatable {
        var version: Version
        var value: [UInt8]?
        var expiry: WallTime?
    }

    let gracePeriod: Duration
    var entries: [[UInt8]: Entry] = [:]

    func live(_ key: [UInt8], at now: WallTime) -> Entry? {
        guard let entry = entries[key], entry.value != nil else { return nil }
        guard let expiry = entry.expiry else { return entry }
        return expiry > now ? entry : nil
    }

    mutating func merge(_ key: [UInt8], _ incoming: Entry, at now: WallTime) -> MergeOutcome {
        let incoming = settled(incoming, at: now)
        guard let held = entries[key].map({ settled($0, at: now) }) else {
            if incoming.value == nil, isPastGrace(incoming.version, at: now) { return .superseded }
            entries[key] = incoming
            return .applied
        }
        if incoming == held { return .alreadyHeld }
        guard isGreater(incoming, than: held) else { return .superseded }
        entries[key] = incoming
        return .applied
    }

    mutating func sweep(at now: WallTime) {
        for (key, entry) in entries {
            let settled = settled(entry, at: now)
            let isRemoved = settled.value == nil && isPastGrace(settled.version, at: now)
            entries[key] = isRemoved ? nil : settled
        }
    }

    private func isGreater(_ left: Entry, than right: Entry) -> Bool {
        guard left.version == right.version else { return left.version > right.version }
        guard let leftValue = left.value else { return true }
        guard let rightValue = right.value else { return false }
        guard leftValue == rightValue else { return rightValue.lexicographicallyPrecedes(leftValue) }
        return left.expiry ?? .maximum > right.expiry ?? .maximum
    }

    private func settled(_ entry: Entry, at now: WallTime) -> Entry {
        if let expiry = entry.expiry, expiry <= now { return Entry(version: entry.version) }
        return entry
    }

    private func isPastGrace(_ version: Version, at now: WallTime) -> Bool {
        version.timestamp.wall + gracePeriod <= now
    }
}

@Suite("The store against a model")
struct ModelTests {
    private static let keyCount = 300

    @Test(
        "Random writes, deletes, updates, expiries and sweeps agree with the model",
        arguments: 1...5 as ClosedRange<UInt64>)
    func randomOperations(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var model = Model(gracePeriod: .seconds(2))
        let store = makeStore(shardCount: 4, tombstoneGracePeriod: .seconds(2), hashSeed: seed)
        var now = start

        for step in 0..<20_000 {
            now = now + .milliseconds(random.next(below: 3))
            let key = bytes("key \(random.next(below: Self.keyCount))")
            try perform(&random, step: step, key: key, at: now, store: store, model: &model)
            let held = model.live(key, at: now)
            let value = store.get(key, at: now)
            // The macro is slow, and this line runs a hundred thousand times.
            if value != held?.value {
                Issue.record("seed \(seed), step \(step): \(value?.count ?? -1) bytes")
            }
            if step % 4_000 == 0 { store.checkInvariants() }
        }

        store.checkInvariants()
        for number in 0..<Self.keyCount {
            let key = bytes("key \(number)")
            let expected = model.entries[key]
            #expect(store.metadata(key)?.version == expected?.version, "seed \(seed), key \(number)")
            #expect(store.get(key, at: now) == model.live(key, at: now)?.value, "seed \(seed), key \(number)")
        }
        #expect(store.statistics.liveEntryCount + store.statistics.tombstoneCount == model.entries.count)
        #expect(store.statistics.evictionCount == 0)
    }

    private func perform(
        _ random: inout SeededRandom, step: Int, key: [UInt8], at now: WallTime, store: ShardedStore,
        model: inout Model
    ) throws {
        // Stamps from the last second, so that many arrive late and some collide.
        let wall = now.milliseconds - start.milliseconds
        let version = version(
            wall - min(wall, UInt64(random.next(below: 1_000))), origin: UInt32(random.next(below: 2)))
        let expiry = random.next(below: 3) == 0 ? nil : now + .milliseconds(random.next(below: 800))
        let value = noise(byteCount: [0, 20, 150, 900, 5_000][random.next(below: 5)], seed: UInt64(step))

        switch random.next(below: 10) {
        case 0..<5:
            let outcome = try store.put(value, key, version, expiry: expiry, at: now)
            #expect(
                outcome == model.merge(key, .init(version: version, value: value, expiry: expiry), at: now))
        case 5..<7:
            let outcome = try store.delete(key, version, at: now)
            #expect(outcome == model.merge(key, .init(version: version), at: now))
        case 7:
            let held = model.live(key, at: now)
            let outcome = try store.update(forKey: key.span, in: slot(of: key), at: now, newValue: value.span)
            {
                _, live in
                #expect(copy(live) == held?.value)
                return .changeExpiry(version: version, expiry: expiry)
            }
            let expected = held.map { held in
                model.merge(key, .init(version: version, value: held.value, expiry: expiry), at: now)
            }
            #expect(outcome == expected)
        case 8 where step % 50 == 0:
            _ = store.sweep(budget: .max, at: now)
            model.sweep(at: now)
        default:
            break
        }
    }
}
