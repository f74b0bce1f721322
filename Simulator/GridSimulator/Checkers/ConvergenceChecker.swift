/// Checks that the owners of a key hold the same version of it, with the same bytes.
package struct ConvergenceChecker {
    package init() {}

    /// Compares what the owners hold; returns how they differ.
    package func check(_ owners: [Holding], of key: Int) -> String? {
        guard let first = owners.first else { return nil }
        for other in owners.dropFirst() {
            guard first.version == other.version, first.isLive == other.isLive,
                first.contentHash == other.contentHash, first.expiry == other.expiry
            else { return "key-\(key): \(owners.map { "\($0)" }.joined(separator: ", "))" }
        }
        return nil
    }
}
