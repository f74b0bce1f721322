package import GridVersioning
package import GridWire

/// The kinds of frames on the data lane.
package enum DataKind {
    /// A batch of entries: ``ReplicationBatch`` in the direction of an owner.
    package static let replicate: UInt8 = 32
    /// The answer to a batch: ``ReplicationReceipt``.
    package static let replicated: UInt8 = 33
    /// A read of one key.
    package static let read: UInt8 = 34
    /// The answer to a read: ``ReplicaAnswer``.
    package static let readAnswer: UInt8 = 35
    /// An update that the receiver shall decide: ``EntryUpdate``.
    package static let update: UInt8 = 36
    /// The answer to an update: ``UpdateAnswer``.
    package static let updateAnswer: UInt8 = 37
}

/// What every message of the data lane begins with.
package struct DataHeader: Hashable, Sendable {
    /// Chosen by the side that asks, repeated in the answer.
    package let request: UInt64
    /// The sender's hybrid clock when it sent the message.
    package let clock: HybridTimestamp

    package init(request: UInt64, clock: HybridTimestamp) {
        self.request = request
        self.clock = clock
    }
}

extension WireWriter {
    package mutating func write(_ header: DataHeader) {
        write(header.request)
        write(header.clock.packed)
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    package mutating func readDataHeader() throws(WireError) -> DataHeader {
        DataHeader(request: try readUInt64(), clock: HybridTimestamp(packed: try readUInt64()))
    }
}

/// How an owner answered a batch of entries.
package enum ReplicationReceipt: UInt8, Hashable, Sendable, CaseIterable {
    /// Every entry was merged, or was superseded already.
    case merged = 0
    /// At least one entry was refused for its size or for lack of memory; sending it again would not help.
    case refusedEntries = 1
    /// The sender's clock is too far ahead; no entry was merged.
    case clockTooFarAhead = 2
}

/// What one replica knows about a key.
package enum ReplicaAnswer: Hashable, Sendable {
    /// It holds a version, which may be a tombstone or expired.
    case held(StoredForm)
    /// It holds nothing. When it is settled, it would have known of an entry.
    case nothing(isSettled: Bool)

    /// What it holds, if anything.
    package var form: StoredForm? {
        switch self {
        case .held(let form): form
        case .nothing: nil
        }
    }
}

/// How an owner answered an update that was sent to it for a decision.
package enum UpdateAnswer: Hashable, Sendable {
    case decided(CacheAnswer)
    /// The receiver does not think that it owns the key. Nothing changed.
    case notOwner
}
