import GridDeterminism
import GridReplication

/// Everything that clients asked and were told, in the order in which they asked.
package final class History {
    package private(set) var operations: [OperationRecord] = []
    /// How many requests found their member down.
    package var unavailableCount = 0
    /// The operations that were not answered, sorted.
    private(set) var pending: [Int] = []
    /// When a change that may remove the entry of a key was last begun, by key.
    private var latestRemovals: [Instant?]
    /// Whether a change was begun that keeps the value of the key and gives it another version.
    private var newStamps: [Bool]

    package init(keyCount: Int = 0) {
        latestRemovals = Array(repeating: nil, count: keyCount)
        newStamps = Array(repeating: false, count: keyCount)
    }

    func begin(_ record: OperationRecord) {
        precondition(record.number == operations.count, "operation \(record.number) comes out of turn")
        operations.append(record)
        pending.append(record.number)
        if record.mayRemove {
            while latestRemovals.count <= record.key { latestRemovals.append(nil) }
            latestRemovals[record.key] = record.begunAt
        }
        if record.keepsValue {
            while newStamps.count <= record.key { newStamps.append(false) }
            newStamps[record.key] = true
        }
    }

    subscript(number: Int) -> OperationRecord {
        get { operations[number] }
        _modify { yield &operations[number] }
    }

    func removePending(_ number: Int) {
        guard let index = pending.firstIndex(of: number) else { return }
        pending.remove(at: index)
    }

    /// Whether a change was begun that keeps the value of `key` and gives it another version.
    func mayHaveBeenStampedAnew(_ key: Int) -> Bool { key < newStamps.count && newStamps[key] }

    /// Whether a change that may remove the entry of `key` was begun at `start` or later.
    func mayHaveBeenRemoved(_ key: Int, since start: Instant) -> Bool {
        guard key < latestRemovals.count, let latest = latestRemovals[key] else { return false }
        return latest >= start
    }
}

extension OperationRecord {
    /// Whether the operation gives the present value a new version.
    var keepsValue: Bool {
        guard case .update(let update, _) = request else { return false }
        return update.value == .keep
    }

    /// Whether the operation may leave the key without an entry, at once or when its time has come.
    var mayRemove: Bool {
        guard case .update(let update, _) = request else { return false }
        if case .at = update.expiry { return true }
        return update.value == .delete
    }
}
