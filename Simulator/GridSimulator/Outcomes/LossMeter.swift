package import GridDeterminism
import GridReplication
package import GridVersioning

/// Finds the keys whose last acknowledged value is gone, although nothing was to remove it.
package struct LossMeter: Sendable {
    /// The last acknowledged value of each key.
    private var latest: [SurvivalChecker.AcknowledgedWrite?]

    package init(keyCount: Int) {
        latest = Array(repeating: nil, count: keyCount)
    }

    package mutating func acknowledged(_ write: SurvivalChecker.AcknowledgedWrite) {
        latest[write.key] = write
    }

    /// How many keys are lost.
    ///
    /// `operations`: the whole history. `isGone`: whether an expiry has come. `versions`: what living members hold of a
    /// key.
    package func lostKeyCount(
        operations: [OperationRecord], isGone: (WallTime) -> Bool, versions: (_ key: Int) -> [Version]
    ) -> Int {
        var changes: [[Int]] = Array(repeating: [], count: latest.count)
        for operation in operations where operation.kind != .read {
            changes[operation.key].append(operation.number)
        }
        return latest.compactMap { $0 }.count { write in
            let isExpected = !mayBeRemoved(write, by: changes[write.key].map { operations[$0] }, isGone)
            return isExpected && !versions(write.key).contains { write.isCovered(by: $0) }
        }
    }

    /// Whether a change that was not surely before the write may have removed it.
    private func mayBeRemoved(
        _ write: SurvivalChecker.AcknowledgedWrite, by changes: [OperationRecord],
        _ isGone: (WallTime) -> Bool
    ) -> Bool {
        guard let own = changes.first(where: { $0.number == write.operation }) else { return true }
        var keepsExpiry = false
        var hasExpired = false
        for change in changes {
            guard case .update(let update, _) = change.request else { continue }
            // Clocks differ, and changes are carried: what began long before is overwritten for sure.
            let isLater = change.begunAt + Self.margin >= own.begunAt
            if isLater, update.value == .delete { return true }
            switch update.expiry {
            case .at(let deadline) where isGone(deadline):
                if isLater { return true }
                hasExpired = true
            case .keep: keepsExpiry = keepsExpiry || isLater
            case .at, .never: break
            }
        }
        return keepsExpiry && hasExpired
    }

    /// For how long a change may compete with one that began after it.
    private static let margin: Duration = .seconds(15)
}
