private import GridCollections

/// An entry as it lies in a shard, borrowed while the shard is locked.
///
/// Unlike an ``Entry`` it cannot outlive the borrow, so it may be handed to the store's callers.
struct StoredEntry: ~Escapable, Sendable {
    let key: Span<UInt8>
    let metadata: EntryMetadata
    /// The value as stored.
    let stored: Span<UInt8>

    @_lifetime(copy key, copy stored)
    init(key: Span<UInt8>, metadata: EntryMetadata, stored: Span<UInt8>) {
        self.key = key
        self.metadata = metadata
        self.stored = stored
    }

    /// Calls `body` with the value, not compressed.
    @inline(__always)
    func withValue<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard case .lz4(let uncompressedByteCount) = metadata.encoding else { return try body(stored) }
        return try withExpandedLZ4(stored, uncompressedByteCount: uncompressedByteCount) {
            (value) throws(Failure) in
            guard let value else {
                preconditionFailure("a compressed value was not checked when it was merged")
            }
            return try body(value)
        }
    }
}

extension Shard {
    /// A copy of the value at `reference`, not compressed.
    @inline(__always)
    func valueCopy(at reference: EntryReference) -> [UInt8] {
        let entry = arena.entry(at: reference)
        // The array copies the bytes, which stay in place meanwhile.
        guard entry.isCompressed else { return [UInt8](copying: unsafe entry.storedBytes.span) }
        return storedEntry(at: reference).withValue { value in [UInt8](copying: value) }
    }

    /// Borrows the entry at `reference`.
    @_lifetime(borrow self)
    @inline(__always)
    func storedEntry(at reference: EntryReference) -> StoredEntry {
        let entry = arena.entry(at: reference)
        // The entry can only move, change or go when the shard is mutated, which the borrow excludes.
        let key = unsafe _overrideLifetime(entry.keyBytes.span, borrowing: self)
        let stored = unsafe _overrideLifetime(entry.storedBytes.span, borrowing: self)
        return StoredEntry(key: key, metadata: entry.metadata, stored: stored)
    }
}
