/// What merging a version into a replica did.
///
/// Merging is a join: commutative, associative and idempotent, so replicas that have merged the same set of
/// versions hold the same entry, whatever the order and however often.
package enum MergeOutcome: Hashable, Sendable {
    /// The incoming version was newer and is now held.
    case applied
    /// The replica already held exactly this version.
    case alreadyHeld
    /// The replica holds a newer version and kept it.
    case superseded
}
