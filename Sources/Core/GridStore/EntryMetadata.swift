package import GridDeterminism
package import GridVersioning

/// What is known about an entry beside its key and value.
package struct EntryMetadata: Hashable, Sendable {
    /// How the bytes of a value are kept and replicated.
    package enum Encoding: Hashable, Sendable {
        case raw
        /// One LZ4 block that expands to exactly so many bytes.
        case lz4(uncompressedByteCount: Int)
    }

    /// Which write this is.
    package let version: Version
    /// From when on the entry is not served any more, or `nil`.
    ///
    /// ``WallTime/maximum`` counts as never.
    package let expiry: WallTime?
    /// Whether the write deleted the key.
    ///
    /// A tombstone has no value and no expiry.
    package let isTombstone: Bool
    package let encoding: Encoding

    package init(version: Version, expiry: WallTime? = nil, encoding: Encoding = .raw) {
        self.version = version
        self.expiry = expiry == .maximum ? nil : expiry
        self.isTombstone = false
        self.encoding = encoding
    }

    /// The metadata of a deletion.
    package static func tombstone(version: Version) -> EntryMetadata {
        EntryMetadata(tombstoneVersion: version)
    }

    private init(tombstoneVersion version: Version) {
        self.version = version
        expiry = nil
        isTombstone = true
        encoding = .raw
    }

    /// Whether a value with this metadata may be served at `now`.
    package func isLive(at now: WallTime) -> Bool {
        guard !isTombstone else { return false }
        guard let expiry else { return true }
        return expiry > now || PlantedDefect.servedAfterExpiry.isPlanted
    }

    /// What the entry is at `now`: an expired value has become a tombstone of the same version.
    func settled(at now: WallTime) -> EntryMetadata {
        isTombstone || isLive(at: now) ? self : .tombstone(version: version)
    }
}
