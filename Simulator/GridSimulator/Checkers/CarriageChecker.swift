/// Checks that a write which only its accepting member knew when it was acknowledged reaches the owners.
///
/// The member carries it until somebody else holds it. From then on it is a write like any other: it may be lost when
/// all who hold it are.
package struct CarriageChecker {
    private struct Carriage {
        let write: SurvivalChecker.AcknowledgedWrite
        let life: Int
    }

    private var carriages: [Carriage] = []

    package init() {}

    /// A write was acknowledged that nobody held but the process of that life, which is no owner.
    package mutating func carry(_ write: SurvivalChecker.AcknowledgedWrite, by life: Int) {
        carriages.append(Carriage(write: write, life: life))
    }

    /// Removes and returns the writes that are held now, each with its holders.
    package mutating func takeArrived(
        holders: (SurvivalChecker.AcknowledgedWrite) -> [Int]
    ) -> [SurvivalChecker.AcknowledgedWrite] {
        var arrived: [SurvivalChecker.AcknowledgedWrite] = []
        carriages.removeAll { carriage in
            let holders = holders(carriage.write)
            if holders.isEmpty { return false }
            arrived.append(carriage.write.held(by: holders))
            return true
        }
        return arrived
    }

    /// Checks that every owner of a key holds what was carried for it by those who live.
    package func check(_ owners: [Holding], of key: Int, isAlive: (Int) -> Bool) -> String? {
        for carriage in carriages where carriage.write.key == key && isAlive(carriage.life) {
            guard let owner = owners.first(where: { !carriage.write.isCovered(by: $0.version) }) else {
                continue
            }
            return
                "key-\(key): operation \(carriage.write.operation) was accepted above \(carriage.write.floor) by a "
                + "node that lives; owner holds \(owner)"
        }
        return nil
    }
}
