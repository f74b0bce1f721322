import GridCollections
import GridDeterminism
import GridIdentity
import GridReplication
import GridStore
import GridVersioning
import GridWire
import Testing

/// Decoders of every message, so that each can be fed the same damaged bytes.
private enum Message: CaseIterable, CustomTestStringConvertible {
    case header, batch, readAnswer, update, updateAnswer

    var testDescription: String {
        switch self {
        case .header: "header"
        case .batch: "batch"
        case .readAnswer: "read answer"
        case .update: "update"
        case .updateAnswer: "update answer"
        }
    }

    /// Reads the message and writes it again.
    func rewritten(_ bytes: some Sequence<UInt8>) -> Result<[UInt8], WireError> {
        switch self {
        case .header:
            read(bytes) { reader throws(WireError) in
                let header = try reader.readDataHeader()
                return write { $0.write(header) }
            }
        case .batch:
            read(bytes) { reader throws(WireError) in
                var entries = WireWriter()
                var count = 0
                let slots = try reader.readBatch { key, metadata, stored in
                    entries.writeEntry(key: key, metadata: metadata, stored: stored)
                    count += 1
                }
                return write { writer in
                    writer.writeCount(count)
                    writer.writeBytes(entries.bytes.span)
                    writer.writeCount(slots.count)
                    for slot in slots { writer.write(slot.index) }
                }
            }
        case .readAnswer:
            read(bytes) { reader throws(WireError) in
                let answer = try reader.readReplicaAnswer()
                return write { $0.write(answer) }
            }
        case .update:
            read(bytes) { reader throws(WireError) in
                let update = try reader.readEntryUpdate()
                return write { $0.write(update) }
            }
        case .updateAnswer:
            read(bytes) { reader throws(WireError) in
                let answer = try reader.readUpdateAnswer()
                return write { $0.write(answer) }
            }
        }
    }

    /// Encoded examples, every variant among them.
    var examples: [[UInt8]] {
        switch self {
        case .header:
            let clock = HybridTimestamp(packed: 0x0102_0304_0506_0708)
            return [write { $0.write(DataHeader(request: 42, clock: clock)) }]
        case .batch: return Self.batches
        case .readAnswer: return Self.readAnswers.map { answer in write { $0.write(answer) } }
        case .update: return Self.updates.map { update in write { $0.write(update) } }
        case .updateAnswer: return Self.updateAnswers.map { answer in write { $0.write(answer) } }
        }
    }

    static let expiring = EntryMetadata(
        version: version(3, origin: 9), expiry: start, encoding: .lz4(uncompressedByteCount: 900))

    static let none: [UInt8] = []
    static let batches: [[UInt8]] = [
        write { $0.writeBatch(ofKey: bytes("k").span, metadata: expiring, stored: bytes("value").span) },
        write { writer in
            writer.writeCount(2)
            writer.writeEntry(
                key: bytes("deleted").span, metadata: .tombstone(version: version(1)), stored: none.span)
            writer.writeEntry(
                key: bytes("plain").span, metadata: EntryMetadata(version: version(2)),
                stored: bytes("x").span)
            writer.writeCount(2)
            writer.write(UInt16(0))
            writer.write(UInt16(16_383))
        },
    ]

    static let readAnswers: [ReplicaAnswer] = [
        .nothing(isSettled: false), .nothing(isSettled: true),
        .held(StoredForm(metadata: expiring, bytes: bytes("stored"))),
        .held(StoredForm(metadata: .tombstone(version: version(1)), bytes: [])),
    ]

    static let updates: [EntryUpdate] = [
        EntryUpdate(key: bytes("k"), value: .store(bytes("v")), expiry: .at(start)),
        EntryUpdate(key: bytes("k"), condition: .ifPresent, value: .keep, expiry: .never),
        EntryUpdate(
            key: [UInt8](repeating: 0, count: 65_535), condition: .ifAbsent, value: .store([]),
            expiry: .keep, reportsPrevious: true),
        EntryUpdate(key: bytes("k"), value: .delete),
    ]

    static let nodes = [NodeID(name: "one", epoch: 1), NodeID(name: "two", epoch: .max)]

    static let updateAnswers: [UpdateAnswer] =
        [
            .notOwner,
            .decided(.updated(UpdateResult(isApplied: true))),
            .decided(.updated(UpdateResult(isApplied: false))),
            .decided(
                .updated(
                    UpdateResult(
                        isApplied: true,
                        previous: FoundEntry(value: bytes("old"), version: version(1), expiry: start)))),
            .decided(
                .updated(
                    UpdateResult(
                        isApplied: false,
                        previous: FoundEntry(value: [], version: version(1), expiry: nil)))),
        ]
        + failures.map { .decided(.failed($0)) }

    static let failures: [OperationFailure] = [
        .timedOut(answered: 1, required: 2, silent: nodes),
        .ownersUnreachable(answered: 0, required: 3, unreachable: []),
        .invalidKey(byteCount: 70_000, maximum: 65_535),
        .valueTooLarge(byteCount: 1 << 30, maximum: 16 << 20),
        .clockTooFarAhead,
        .overloaded(pending: 5, maximum: 4),
        .shuttingDown,
        .notReady,
    ]
}

@Suite("Messages of the data lane")
struct DataMessageTests {
    @Test("Whatever is written is read and written alike", arguments: Message.allCases)
    private func rewriting(message: Message) throws {
        for example in message.examples {
            #expect(try message.rewritten(example).get() == example)
        }
    }

    @Test("Every answer to a read, update and answer to an update survives the way")
    func roundTrips() {
        for answer in Message.readAnswers {
            let encoded = write { $0.write(answer) }
            #expect(
                read(encoded) { reader throws(WireError) in try reader.readReplicaAnswer() }
                    == .success(answer))
        }
        for update in Message.updates {
            let encoded = write { $0.write(update) }
            #expect(
                read(encoded) { reader throws(WireError) in try reader.readEntryUpdate() } == .success(update)
            )
        }
        for answer in Message.updateAnswers {
            let encoded = write { $0.write(answer) }
            #expect(
                read(encoded) { reader throws(WireError) in try reader.readUpdateAnswer() }
                    == .success(answer))
        }
    }

    @Test("No message is read from fewer bytes than it has", arguments: Message.allCases)
    private func truncation(message: Message) {
        for example in message.examples {
            for length in 0..<min(example.count, 2_000) {
                #expect(throws: WireError.self, "\(length) of \(example.count) bytes") {
                    try message.rewritten(example.prefix(length)).get()
                }
            }
        }
    }

    @Test("A flipped bit never traps, and what is read can be written", arguments: Message.allCases)
    private func bitFlips(message: Message) {
        for example in message.examples {
            for bit in 0..<min(example.count, 200) * 8 {
                var damaged = example
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                _ = message.rewritten(damaged)
            }
        }
    }

    @Test("Random bytes never trap", arguments: Message.allCases)
    private func randomBytes(message: Message) {
        var random = SeededRandom(seed: 20)
        for _ in 0..<20_000 {
            let count = random.next(below: 40)
            let noise = (0..<count).map { _ in
                // Mostly small numbers, so that tags and counts are often valid.
                random.next(below: 3) > 0 ? UInt8(random.next(below: 4)) : UInt8(random.next(below: 256))
            }
            _ = message.rewritten(noise)
        }
    }

    @Test("Huge counts are refused before anything is made for them")
    func hugeCounts() {
        let batch = write { $0.writeVariableInteger(.max) }
        #expect(throws: WireError.self) { try Message.batch.rewritten(batch).get() }

        let slots = write { writer in
            writer.writeCount(0)
            writer.writeCount(16_385)
        }
        #expect(
            Message.batch.rewritten(slots)
                == .failure(.limitExceeded(field: "complete slots", value: 16_385, maximum: 16_384)))

        let key = write { $0.writeVariableInteger(65_536) }
        #expect(
            Message.update.rewritten(key)
                == .failure(.limitExceeded(field: "key", value: 65_536, maximum: 65_535)))
    }

    @Test("A slot that does not exist is refused")
    func invalidSlot() {
        let batch = write { writer in
            writer.writeCount(0)
            writer.writeCount(1)
            writer.write(UInt16(16_384))
        }
        #expect(
            Message.batch.rewritten(batch) == .failure(.invalidValue(field: "complete slot", value: 16_384)))
    }

    @Test("Unknown tags are refused")
    func unknownTags() {
        #expect(
            Message.readAnswer.rewritten([3]) == .failure(.invalidValue(field: "read answer", value: 3)))
        #expect(
            Message.updateAnswer.rewritten([4]) == .failure(.invalidValue(field: "update answer", value: 4)))
        #expect(
            Message.update.rewritten([1, 65, 3])
                == .failure(.invalidValue(field: "update condition", value: 3)))
    }

    @Test("A failure names at most 64 nodes on the wire")
    func manyNodes() throws {
        let nodes = (0..<100).map { NodeID(name: "n\($0)", epoch: 1) }
        let encoded = write {
            $0.write(UpdateAnswer.decided(.failed(.timedOut(answered: 0, required: 100, silent: nodes))))
        }
        let answer = read(encoded) { reader throws(WireError) in try reader.readUpdateAnswer() }
        let expected = OperationFailure.timedOut(answered: 0, required: 100, silent: Array(nodes.prefix(64)))
        #expect(answer == .success(.decided(.failed(expected))))
    }

    @Test("The layout of an entry stays what it is: it is part of the protocol")
    func goldenEntry() {
        let metadata = EntryMetadata(
            version: Version(
                timestamp: HybridTimestamp(packed: 0x0102_0304_0506_0708),
                origin: OriginTag(rawValue: 0x0A0B_0C0D)),
            expiry: WallTime(milliseconds: 0x11_2233_4455), encoding: .lz4(uncompressedByteCount: 300))
        let batch = write {
            $0.writeBatch(ofKey: bytes("k").span, metadata: metadata, stored: bytes("vw").span)
        }
        #expect(
            batch == [
                1,  // entries
                1, 0x6B,  // key
                1, 2, 3, 4, 5, 6, 7, 8, 0x0A, 0x0B, 0x0C, 0x0D,  // version
                6,  // expires, compressed
                0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55,  // expiry
                0xAC, 0x02,  // full count
                2, 0x76, 0x77,  // bytes
                0,  // complete slots
            ])
    }
}
