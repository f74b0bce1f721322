import GridDeterminism
import GridIdentity
import GridReplication
import GridVersioning

/// What a cache of one node does with requests, in the simplest possible way: a sorted array.
struct KeyspaceModel {
    private struct Slot {
        var key: [UInt8]
        var entry: FoundEntry
    }

    private var slots: [Slot] = []
    private var writeCount: UInt64 = 0

    /// How many live entries there are.
    func count(at now: WallTime) -> Int {
        slots.count { $0.entry.isLive(at: now) }
    }

    mutating func removeAll() {
        slots = []
    }

    mutating func answer(_ request: CacheRequest, at now: WallTime) -> CacheAnswer {
        switch request {
        case .read(let key, _):
            guard let entry = entry(of: key, at: now) else { return .missing }
            return .found(entry)
        case .update(let update, _):
            return .updated(apply(update, at: now))
        }
    }

    private func entry(of key: [UInt8], at now: WallTime) -> FoundEntry? {
        slots.first { $0.key == key && $0.entry.isLive(at: now) }?.entry
    }

    private mutating func apply(_ update: EntryUpdate, at now: WallTime) -> UpdateResult {
        let current = entry(of: update.key, at: now)
        var result = UpdateResult(isApplied: false, previous: update.reportsPrevious ? current : nil)
        switch update.condition {
        case .always: break
        case .ifPresent: guard current != nil else { return result }
        case .ifAbsent: guard current == nil else { return result }
        }
        let value: [UInt8]
        switch update.value {
        case .store(let bytes): value = bytes
        case .keep:
            guard let current else { return result }
            value = current.value
        case .delete:
            slots.removeAll { $0.key == update.key }
            result.isApplied = true
            return result
        }
        let expiry: WallTime?
        switch update.expiry {
        case .never: expiry = nil
        case .at(let time): expiry = time
        case .keep: expiry = current?.expiry
        }
        store(value, under: update.key, expiry: expiry)
        result.isApplied = true
        return result
    }

    private mutating func store(_ value: [UInt8], under key: [UInt8], expiry: WallTime?) {
        writeCount += 1
        let version = Version(
            timestamp: HybridTimestamp(packed: writeCount), origin: OriginTag(rawValue: 1))
        slots.removeAll { $0.key == key }
        let index = slots.firstIndex { key.lexicographicallyPrecedes($0.key) } ?? slots.count
        slots.insert(
            Slot(key: key, entry: FoundEntry(value: value, version: version, expiry: expiry)), at: index)
    }
}

extension FoundEntry {
    fileprivate func isLive(at now: WallTime) -> Bool {
        guard let expiry else { return true }
        return now < expiry
    }
}
