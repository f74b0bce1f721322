package import GridDeterminism
package import GridVersioning

/// What a caller of ``ShardedStore/update(forKey:in:at:newValue:decide:)`` decided.
package enum EntryChange: Hashable, Sendable {
    /// Leave the entry as it is.
    case none
    /// Store the new value.
    case store(version: Version, expiry: WallTime?)
    /// Keep the value of the live entry under a new version and expiry. Without a live entry nothing happens.
    case changeExpiry(version: Version, expiry: WallTime?)
    /// Write a tombstone.
    case delete(version: Version)
}
