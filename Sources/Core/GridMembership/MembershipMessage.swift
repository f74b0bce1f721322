package import GridIdentity

/// What members say to each other.
package struct MembershipMessage: Hashable, Sendable {
    /// What a message asks or answers.
    package enum Content: Hashable, Sendable {
        /// Are you there? `target` is who the sender expects at the address.
        case ping(sequence: UInt32, target: NodeID)
        /// `answerer` is there. The sender is the answerer or passes its answer on.
        case acknowledgement(sequence: UInt32, answerer: NodeID, incarnation: UInt64)
        /// Ping `target` for me, I do not hear from it.
        case pingRequest(sequence: UInt32, target: NodeID, address: NodeAddress)
        /// Only the claims.
        case gossip
        /// The claims are all that I believe. Tell me the same.
        case pushPullRequest
        /// The claims are all that I believe.
        case pushPullReply
    }

    /// What the sender says about itself: it is alive, or it leaves.
    package var sender: Member
    package var content: Content
    /// What the sender believes about others, or about the receiver.
    package var claims: [MemberClaim]

    package init(sender: Member, content: Content, claims: [MemberClaim] = []) {
        self.sender = sender
        self.content = content
        self.claims = claims
    }

    /// The largest message that is accepted: a full exchange of the largest cluster.
    package static let maximumByteCount = 1 << 20
}
