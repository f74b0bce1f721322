import GridCollections
import GridDeterminism
import GridIdentity
import GridReplication
import GridStore
import GridVersioning
import GridWire

/// The wall clock at which the tests begin.
let start = WallTime(milliseconds: 1_000_000_000_000)

func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

func slot(of key: [UInt8]) -> KeySlot { KeySlot(of: key.span) }

/// A version stamped `milliseconds` after ``start``.
func version(_ milliseconds: UInt64, origin: UInt32 = 1) -> Version {
    let wall = WallTime(milliseconds: start.milliseconds + milliseconds)
    return Version(timestamp: HybridTimestamp(wall: wall, counter: 0), origin: OriginTag(rawValue: origin))
}

/// An uncompressed entry stamped `milliseconds` after ``start``.
func form(_ milliseconds: UInt64, _ value: String = "v") -> StoredForm {
    StoredForm(metadata: EntryMetadata(version: version(milliseconds)), bytes: bytes(value))
}

func makeStore() -> ShardedStore {
    ShardedStore(
        StoreConfiguration(
            shardCount: 1, memoryLimitInBytes: 64 << 20, compressionThresholdInBytes: nil, hashSeed: 1))
}

extension ShardedStore {
    func put(_ value: [UInt8], _ key: [UInt8], _ version: Version) throws {
        _ = try store(
            value.span, forKey: key.span, in: slot(of: key), version: version, expiry: nil, at: start)
    }
}

/// One entry of a batch as the receiver sees it.
struct SentEntry: Hashable {
    var key: [UInt8]
    var value: [UInt8]
    var version: Version
}

/// A batch as the receiver sees it.
struct SentBatch: Hashable {
    var entries: [SentEntry] = []
    var completeSlots: [KeySlot] = []

    var keys: [[UInt8]] { entries.map(\.key) }
}

extension Outbox {
    /// Takes the next batch; `nil` when nothing waits.
    func takeBatch(
        _ number: UInt64, from store: ShardedStore, byteLimit: Int = 1 << 20, isSettled: Bool = true
    ) throws -> SentBatch? {
        var writer = WireWriter()
        guard
            writeBatch(
                number, from: store, byteLimit: byteLimit, into: &writer, isSettled: { _ in isSettled })
        else { return nil }
        let written = writer.takeBytes()
        var reader = WireReader(written.span)
        var batch = SentBatch()
        batch.completeSlots = try reader.readBatch { key, metadata, stored in
            batch.entries.append(
                SentEntry(
                    key: [UInt8](copying: key), value: [UInt8](copying: stored), version: metadata.version))
        }
        try reader.finish()
        return batch
    }
}

func makeOutbox(_ change: (inout Outbox.Limits) -> Void = { _ in }) -> Outbox {
    var limits = Outbox.Limits()
    change(&limits)
    guard let address = NodeAddress("127.0.0.1:7001") else { fatalError("the address is valid") }
    return Outbox(peer: NodeID(name: "peer", epoch: 1), address: address, number: 0, limits: limits)
}

/// The bytes that `body` writes.
func write(_ body: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    body(&writer)
    return writer.takeBytes()
}

/// Reads `bytes` with a fresh reader that must be used up; returns what `body` returned or why it threw.
func read<Value>(
    _ bytes: some Sequence<UInt8>, _ body: (inout WireReader) throws(WireError) -> Value
) -> Result<Value, WireError> {
    let copy = [UInt8](bytes)
    var reader = WireReader(copy.span)
    do throws(WireError) {
        let value = try body(&reader)
        try reader.finish()
        return .success(value)
    } catch {
        return .failure(error)
    }
}
