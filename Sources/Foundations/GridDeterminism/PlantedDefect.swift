/// A mistake that is made on purpose, so that the simulator can show that it finds it.
///
/// No defect exists in a normal build: ``isPlanted`` is the constant `false` there, and the optimiser removes what
/// depends on it. A build with `-Xswiftc -DGRID_PLANTED_DEFECTS` makes the one that its task names.
@usableFromInline
package enum PlantedDefect: String, Hashable, Sendable, CaseIterable {
    /// A clock learns nothing from the stamps of others.
    case skippedClockMerge = "skipped-clock-merge"
    /// A read repair gives the entry a stamp of its own.
    case restampedRepair = "restamped-repair"
    /// A sweep removes tombstones without waiting for their grace period.
    case earlyTombstoneCollection = "early-tombstone-collection"
    /// A batch that was not confirmed is not sent again.
    case lostHint = "lost-hint"
    /// A full outbox drops the key instead of marking its slot.
    case silentOverflow = "silent-overflow"
    /// A quorum of writes is half of the owners.
    case wrongQuorumCount = "wrong-quorum-count"
    /// A store serves entries whose time has come.
    case servedAfterExpiry = "served-after-expiry"
    /// A member that hears that it is suspected says nothing.
    case unrefutedSuspicion = "unrefuted-suspicion"

    #if GRID_PLANTED_DEFECTS
        /// The defect of this task and its children.
        @TaskLocal package static var active: PlantedDefect?

        /// Whether the mistake is to be made.
        package var isPlanted: Bool { Self.active == self }
    #else
        /// Whether the mistake is to be made: never.
        @inlinable
        package var isPlanted: Bool { false }
    #endif
}
