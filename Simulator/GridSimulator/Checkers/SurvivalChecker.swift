package import GridVersioning

/// Checks that acknowledged writes are not lost while a process lives that held them when they were acknowledged.
package struct SurvivalChecker {
    /// A write whose client was told that it is done.
    package struct AcknowledgedWrite: Sendable {
        package let operation: Int
        package let key: Int
        /// The version of the write, or at least one that it is greater than.
        package let floor: HybridTimestamp
        /// The exact version, when the observer saw it.
        package let version: Version?
        /// Who held it then, as indexes into the list of all lives.
        package let holders: [Int]

        package init(operation: Int, key: Int, floor: HybridTimestamp, version: Version?, holders: [Int]) {
            self.operation = operation
            self.key = key
            self.floor = floor
            self.version = version
            self.holders = holders
        }

        /// The same write, as it is held by `holders`.
        package func held(by holders: [Int]) -> AcknowledgedWrite {
            AcknowledgedWrite(
                operation: operation, key: key, floor: floor, version: version, holders: holders)
        }

        /// Whether holding `held` is as good as holding the write.
        package func isCovered(by held: Version?) -> Bool {
            guard let held else { return false }
            if let version { return held >= version }
            return held.timestamp > floor
        }
    }

    package private(set) var writes: [AcknowledgedWrite] = []
    /// The positions in `writes` by key.
    private var positions: [[Int]]

    package init(keyCount: Int) {
        positions = Array(repeating: [], count: keyCount)
    }

    package mutating func acknowledge(_ write: AcknowledgedWrite) {
        positions[write.key].append(writes.count)
        writes.append(write)
    }

    /// Checks that every process that held an acknowledged write and still lives holds it or something newer.
    ///
    /// `versionOf`: what the life of that index holds of the key; `nil` for a life that is over.
    package func checkHolders(of key: Int, versionOf: (Int) -> Version??) -> String? {
        for position in positions[key] {
            let write = writes[position]
            for holder in write.holders {
                guard let held = versionOf(holder), !write.isCovered(by: held) else { continue }
                return "key-\(key): \(Self.account(of: write)), and life \(holder) that held it now holds "
                    + (held.map { "\($0)" } ?? "nothing")
            }
        }
        return nil
    }

    /// Checks that every owner holds what was acknowledged and cannot have been lost.
    package func checkOwners(_ owners: [Holding], of key: Int, isAlive: (Int) -> Bool) -> String? {
        for position in positions[key] {
            let write = writes[position]
            guard write.holders.contains(where: isAlive) else { continue }
            guard let owner = owners.first(where: { !write.isCovered(by: $0.version) }) else { continue }
            return "key-\(key): \(Self.account(of: write)), but the owner holds \(owner)"
        }
        return nil
    }

    private static func account(of write: AcknowledgedWrite) -> String {
        let version = write.version.map { "\($0)" } ?? "a version above \(write.floor)"
        return "operation \(write.operation) was acknowledged with \(version)"
    }
}
