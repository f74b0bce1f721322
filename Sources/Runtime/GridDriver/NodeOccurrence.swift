package import GridIdentity
package import GridLink
package import GridMembership
package import GridRuntime

/// Something that an operator wants to read about.
package enum NodeOccurrence: Hashable, Sendable {
    /// The node listens and looks for its cluster.
    case started
    /// The node knows what it owns.
    case ready(memberCount: Int)
    /// The view of the cluster changed.
    case changed(MemberChange)
    /// A connection of a stranger was turned down.
    case refused(RefusedStranger)
    /// A peer has to wait in the kernel, because the system refused a descriptor for it.
    case notAccepted(SocketError)
    /// There is trouble with a connection to a peer.
    case troubled(LinkReport)
    /// The node cannot listen, and does not serve.
    case failed(SocketError)
}

/// Somebody who connected and is no member of this cluster.
package struct RefusedStranger: Hashable, Sendable {
    /// Why the connection was turned down.
    package var refusal: LinkRefusal
    /// What the stranger said of itself, if that could be read; nothing proves it.
    package var claimedIdentity: LinkIdentity?
    /// The other end of the connection.
    package var remoteAddress: NodeAddress?
    /// The settings that differ, if any.
    package var conflict: SettingsConflict?

    package init(
        refusal: LinkRefusal, claimedIdentity: LinkIdentity?, remoteAddress: NodeAddress?,
        conflict: SettingsConflict? = nil
    ) {
        self.refusal = refusal
        self.claimedIdentity = claimedIdentity
        self.remoteAddress = remoteAddress
        self.conflict = conflict
    }
}

/// What is known of the cluster, as of the last change.
package struct NodeOverview: Hashable, Sendable {
    /// Everybody who is known, in the order of their identities; this node included.
    package var members: [Member] = []
    package var isReady = false
    /// A fingerprint of the live members: equal at nodes that agree.
    package var viewHash: UInt64 = 0

    package init() {}

    /// How many members are alive or suspected.
    package var liveMemberCount: Int { members.count { $0.state.isLive } }
}
