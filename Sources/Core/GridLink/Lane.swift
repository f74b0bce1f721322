/// What a connection between two members carries.
///
/// Each lane has connections of its own, so that bulk traffic cannot delay a probe.
package enum Lane: UInt8, Hashable, Sendable, CaseIterable {
    /// Membership: small messages that must not wait.
    case control = 1
    /// Requests of peers and replication batches.
    case data = 2
}
