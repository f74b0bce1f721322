private import GridDeterminism
private import GridIdentity
package import GridStore
private import GridVersioning
package import GridWire

/// How one entry travels: exactly as it is stored, compressed bytes included.
///
///     ┌───────────┬─────┬───────────┬────────┬───────┬──────────┬───────────────┬────────────┬───────┐
///     │ key count │ key │ timestamp │ origin │ flags │ [expiry] │ [full count]  │ byte count │ bytes │
///     │ variable  │     │ 8         │ 4      │ 1     │ 8        │ variable      │ variable   │       │
///     └───────────┴─────┴───────────┴────────┴───────┴──────────┴───────────────┴────────────┴───────┘
///
/// The fields in brackets are there when the flags say so.
private enum EntryFlags {
    static let tombstone: UInt8 = 1
    static let expires: UInt8 = 2
    static let compressed: UInt8 = 4
    static let known: UInt8 = 7
}

/// The longest value that a message may claim to hold; the store checks its own, smaller limit.
private let maximumStoredByteCount = Int(UInt32.max)

extension WireWriter {
    /// Writes an entry as it is stored.
    package mutating func writeEntry(
        key: Span<UInt8>, metadata: EntryMetadata, stored: Span<UInt8>
    ) {
        writeCountedBytes(key)
        writeStoredForm(metadata: metadata, stored: stored)
    }

    /// Writes everything of an entry but its key.
    package mutating func writeStoredForm(metadata: EntryMetadata, stored: Span<UInt8>) {
        write(metadata.version.timestamp.packed)
        write(metadata.version.origin.rawValue)
        var flags: UInt8 = metadata.isTombstone ? EntryFlags.tombstone : 0
        if metadata.expiry != nil { flags |= EntryFlags.expires }
        if case .lz4 = metadata.encoding { flags |= EntryFlags.compressed }
        write(flags)
        if let expiry = metadata.expiry { write(expiry.milliseconds) }
        if case .lz4(let byteCount) = metadata.encoding { writeCount(byteCount) }
        writeCountedBytes(stored)
    }
}

extension WireReader {
    /// Reads an entry and hands it to `body`, borrowed.
    @_lifetime(self: copy self)
    package mutating func readEntry(
        _ body: (_ key: Span<UInt8>, _ metadata: EntryMetadata, _ stored: Span<UInt8>) -> Void
    ) throws(WireError) {
        let key = try readCountedBytes("key", maximum: StoreConfiguration.maximumKeyByteCount)
        let metadata = try readMetadata()
        let stored = try readCountedBytes("value", maximum: maximumStoredByteCount)
        body(key, metadata, stored)
    }

    /// Reads everything of an entry but its key.
    @_lifetime(self: copy self)
    package mutating func readStoredForm() throws(WireError) -> StoredForm {
        let metadata = try readMetadata()
        let stored = try readCountedBytes("value", maximum: maximumStoredByteCount)
        return StoredForm(metadata: metadata, copying: stored)
    }

    @_lifetime(self: copy self)
    private mutating func readMetadata() throws(WireError) -> EntryMetadata {
        let timestamp = HybridTimestamp(packed: try readUInt64())
        let version = Version(timestamp: timestamp, origin: OriginTag(rawValue: try readUInt32()))
        let flags = try readUInt8()
        guard flags & ~EntryFlags.known == 0 else {
            throw .invalidValue(field: "entry flags", value: UInt64(flags))
        }
        var expiry: WallTime?
        if flags & EntryFlags.expires != 0 { expiry = WallTime(milliseconds: try readUInt64()) }
        var encoding = EntryMetadata.Encoding.raw
        if flags & EntryFlags.compressed != 0 {
            let byteCount = try readCount(of: "uncompressed value", maximum: maximumStoredByteCount)
            encoding = .lz4(uncompressedByteCount: byteCount)
        }
        guard flags & EntryFlags.tombstone == 0 else { return .tombstone(version: version) }
        return EntryMetadata(version: version, expiry: expiry, encoding: encoding)
    }
}
