/// Checks that the members that live agree on who lives, on who owns what, and know what they own.
package struct AgreementChecker {
    /// How one living member sees the cluster.
    package struct View: Hashable, Sendable {
        package let member: Int
        package let viewHash: UInt64
        package let placementFingerprint: UInt64
        package let placedCount: Int
        package let ownedSlotCount: Int
        package let settledSlotCount: Int

        package init(
            member: Int, viewHash: UInt64, placementFingerprint: UInt64, placedCount: Int,
            ownedSlotCount: Int, settledSlotCount: Int
        ) {
            self.member = member
            self.viewHash = viewHash
            self.placementFingerprint = placementFingerprint
            self.placedCount = placedCount
            self.ownedSlotCount = ownedSlotCount
            self.settledSlotCount = settledSlotCount
        }
    }

    package init() {}

    /// Compares the views of all members that live; returns how they differ.
    package func check(_ views: [View]) -> String? {
        guard let first = views.first else { return nil }
        for view in views {
            let name = Scenario.memberName(view.member)
            let firstName = Scenario.memberName(first.member)
            if view.placedCount != views.count {
                return "\(name) places slots on \(view.placedCount) members, \(views.count) live"
            }
            if view.viewHash != first.viewHash { return "\(name) and \(firstName) see different members" }
            if view.placementFingerprint != first.placementFingerprint {
                return "\(name) and \(firstName) place the slots differently"
            }
            if view.settledSlotCount != view.ownedSlotCount {
                return "\(name) is settled in \(view.settledSlotCount) of its \(view.ownedSlotCount) slots"
            }
        }
        return nil
    }
}
