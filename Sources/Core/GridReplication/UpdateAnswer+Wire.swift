private import GridCollections
private import GridDeterminism
private import GridVersioning
package import GridWire

/// How each ``UpdateAnswer`` is marked.
private enum AnswerTag {
    static let notOwner: UInt8 = 0
    static let skipped: UInt8 = 1
    static let applied: UInt8 = 2
    static let failed: UInt8 = 3
}

extension WireWriter {
    package mutating func write(_ answer: UpdateAnswer) {
        switch answer {
        case .notOwner:
            write(AnswerTag.notOwner)
        case .decided(.updated(let result)):
            write(result.isApplied ? AnswerTag.applied : AnswerTag.skipped)
            write(UInt8(result.previous == nil ? 0 : 1))
            if let previous = result.previous { write(previous) }
        case .decided(.failed(let failure)):
            write(AnswerTag.failed)
            write(failure)
        case .decided(.found), .decided(.missing):
            preconditionFailure("an update was answered like a read")
        }
    }

    private mutating func write(_ entry: FoundEntry) {
        write(entry.version.timestamp.packed)
        write(entry.version.origin.rawValue)
        write(entry.expiry?.milliseconds ?? WallTime.maximum.milliseconds)
        writeCountedBytes(entry.value.span)
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    package mutating func readUpdateAnswer() throws(WireError) -> UpdateAnswer {
        let tag = try readUInt8()
        switch tag {
        case AnswerTag.notOwner:
            return .notOwner
        case AnswerTag.skipped, AnswerTag.applied:
            let previous = try readUInt8() == 0 ? nil : try readFoundEntry()
            return .decided(.updated(UpdateResult(isApplied: tag == AnswerTag.applied, previous: previous)))
        case AnswerTag.failed:
            return .decided(.failed(try readOperationFailure()))
        default:
            throw .invalidValue(field: "update answer", value: UInt64(tag))
        }
    }

    @_lifetime(self: copy self)
    private mutating func readFoundEntry() throws(WireError) -> FoundEntry {
        let timestamp = HybridTimestamp(packed: try readUInt64())
        let version = Version(timestamp: timestamp, origin: OriginTag(rawValue: try readUInt32()))
        let expiry = WallTime(milliseconds: try readUInt64())
        let value = [UInt8](copying: try readCountedBytes("value", maximum: Int(UInt32.max)))
        return FoundEntry(value: value, version: version, expiry: expiry == .maximum ? nil : expiry)
    }
}
