/// The settings of placement.
///
/// All members of a cluster must agree on them; the fingerprint of their tables tells whether they do.
package struct PlacementConfiguration: Hashable, Sendable {
    package static let virtualNodeCounts = 1...1_024
    package static let replicaCounts = 1...OwnerList.capacity
    package static let loadBounds = 1...100

    /// How many virtual nodes a member of weight 1 has.
    ///
    /// More of them spread a leaving member's slots over more survivors, and move less when the load bound has to
    /// even out what chance left uneven.
    package let virtualNodeCount: Int
    /// How many members own each slot, as long as there are that many.
    package let replicaCount: Int
    /// How far above its fair share a member may be loaded, in percent.
    package let loadBound: Int

    /// Makes settings.
    ///
    /// - Precondition: each value lies in the range that the type names for it.
    package init(virtualNodeCount: Int = 256, replicaCount: Int = 3, loadBound: Int = 5) {
        precondition(
            Self.virtualNodeCounts.contains(virtualNodeCount),
            "\(virtualNodeCount) virtual nodes are not in \(Self.virtualNodeCounts)")
        precondition(
            Self.replicaCounts.contains(replicaCount),
            "\(replicaCount) replicas are not in \(Self.replicaCounts)")
        precondition(
            Self.loadBounds.contains(loadBound),
            "a load bound of \(loadBound) percent is not in \(Self.loadBounds)")
        self.virtualNodeCount = virtualNodeCount
        self.replicaCount = replicaCount
        self.loadBound = loadBound
    }
}
