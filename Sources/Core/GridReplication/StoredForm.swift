private import GridCollections
package import GridStore

/// A copy of what a replica holds under a key: the metadata and the bytes as they are stored.
package struct StoredForm: Hashable, Sendable {
    package let metadata: EntryMetadata
    package let bytes: [UInt8]

    package init(metadata: EntryMetadata, bytes: [UInt8]) {
        self.metadata = metadata
        self.bytes = bytes
    }

    package init(metadata: EntryMetadata, copying stored: Span<UInt8>) {
        self.metadata = metadata
        bytes = [UInt8](copying: stored)
    }
}
