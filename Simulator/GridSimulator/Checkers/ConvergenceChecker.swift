package import GridDeterminism

/// Checks that the owners of a key hold the same version of it, with the same bytes.
package struct ConvergenceChecker {
    package init() {}

    /// Compares what the owners hold; returns how they differ.
    ///
    /// `horizon`: values that expire until then count as expired: clocks differ a little, so one owner may
    /// have dropped the value already.
    package func check(_ owners: [Holding], of key: Int, horizon: WallTime) -> String? {
        guard let first = owners.first else { return nil }
        for other in owners.dropFirst() where !isEqual(first, other, horizon) {
            return "key-\(key): \(owners.map { "\($0)" }.joined(separator: ", "))"
        }
        return nil
    }

    private func isEqual(_ left: Holding, _ right: Holding, _ horizon: WallTime) -> Bool {
        guard left.version == right.version else { return false }
        let (leftIsGone, rightIsGone) = (isGone(left, horizon), isGone(right, horizon))
        guard !leftIsGone, !rightIsGone else { return leftIsGone == rightIsGone }
        return left.contentHash == right.contentHash && left.expiry == right.expiry
    }

    private func isGone(_ holding: Holding, _ horizon: WallTime) -> Bool {
        guard !holding.isTombstone, holding.version != nil else { return true }
        return holding.expiry.map { $0 <= horizon } ?? false
    }
}
