package import GridLink
package import GridMembership
package import GridPlacement
package import GridReplication
package import GridStore

/// What a node is, apart from its state: all that its state machines need to know.
package struct NodeConfiguration: Hashable, Sendable {
    package var identity: LinkIdentity
    /// The failure domain; empty when the operator named none.
    package var zone = ""
    /// How large a share of the keys the node takes, relative to the others.
    package var weight: UInt16 = 1
    package var membership = MembershipConfiguration()
    package var placement = PlacementConfiguration()
    package var dataPlane = DataPlaneConfiguration()
    package var controlLink = LinkConfiguration()
    package var outbox = Outbox.Limits()
    /// How long changes of the membership are gathered before the slots are placed anew.
    package var placementDelay: Duration = .milliseconds(50)
    /// How long a new owner goes on asking others about keys that it does not hold, after the last sign of a
    /// hand-over.
    package var settlingTime: Duration = .seconds(10)

    package init(identity: LinkIdentity) {
        self.identity = identity
        controlLink.maximumPayloadByteCount = 2 << 20
        // What is said of members is soon out of date; a peer that cannot take it fast must not pile it up.
        controlLink.maximumOutputByteCount = 1 << 20
        controlLink.maximumAnswerByteCount = 1 << 20
    }
}

extension SharedSettings {
    /// What of a node's configuration its peers must have, too.
    package init(_ placement: PlacementConfiguration, _ store: StoreConfiguration) {
        // Both types limit their values to what fits.
        self.init(
            replicaCount: UInt8(placement.replicaCount), virtualNodeCount: UInt16(placement.virtualNodeCount),
            maximumValueByteCount: UInt32(store.maximumValueByteCount))
    }
}
