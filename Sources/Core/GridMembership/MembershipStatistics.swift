/// What a ``Membership`` has done and met since it was made; every count only grows.
package struct MembershipStatistics: Hashable, Sendable {
    /// Messages sent, of all kinds.
    package internal(set) var sentMessageCount: UInt64 = 0
    /// Bytes in those messages.
    package internal(set) var sentByteCount: UInt64 = 0
    /// Messages that were understood.
    package internal(set) var receivedMessageCount: UInt64 = 0
    /// Messages that were refused because they are damaged.
    package internal(set) var malformedMessageCount: UInt64 = 0
    /// Messages of a kind that only a newer version knows.
    package internal(set) var unknownMessageCount: UInt64 = 0
    /// Probes begun.
    package internal(set) var probeCount: UInt64 = 0
    /// Probes for which other members were asked to try.
    package internal(set) var indirectProbeCount: UInt64 = 0
    /// Probes without any answer.
    package internal(set) var failedProbeCount: UInt64 = 0
    /// Requests to probe for another member that were refused because too many were pending.
    package internal(set) var refusedRelayCount: UInt64 = 0
    /// Times the local node raised its incarnation because others believed it to be failing.
    package internal(set) var refutationCount: UInt64 = 0
    /// Members that were declared dead here because their suspicion ended.
    package internal(set) var declaredDeathCount: UInt64 = 0
    /// Messages from a process whose name another process with a higher epoch, or the same, has.
    package internal(set) var nameConflictCount: UInt64 = 0
    /// Claims refused because a newer node has the address.
    package internal(set) var addressConflictCount: UInt64 = 0
    /// Members refused because the list is full.
    package internal(set) var refusedMemberCount: UInt64 = 0

    package init() {}
}
