private import GridCollections
private import GridDeterminism
private import GridStore
package import GridWire

extension WireWriter {
    package mutating func write(_ update: EntryUpdate) {
        writeCountedBytes(update.key.span)
        write(update.condition.rawValue)
        write(UInt8(update.reportsPrevious ? 1 : 0))
        switch update.expiry {
        case .never: write(UInt8(0))
        case .keep: write(UInt8(1))
        case .at(let time):
            write(UInt8(2))
            write(time.milliseconds)
        }
        switch update.value {
        case .keep: write(UInt8(0))
        case .delete: write(UInt8(1))
        case .store(let value):
            write(UInt8(2))
            writeCountedBytes(value.span)
        }
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    package mutating func readEntryUpdate() throws(WireError) -> EntryUpdate {
        let key = try readCountedBytes("key", maximum: StoreConfiguration.maximumKeyByteCount)
        let condition = try readCondition()
        let reportsPrevious = try readUInt8() != 0
        let expiry = try readExpiryChange()
        let value = try readValueChange()
        return EntryUpdate(
            key: [UInt8](copying: key), condition: condition, value: value, expiry: expiry,
            reportsPrevious: reportsPrevious)
    }

    @_lifetime(self: copy self)
    private mutating func readCondition() throws(WireError) -> EntryUpdate.Condition {
        let rawValue = try readUInt8()
        guard let condition = EntryUpdate.Condition(rawValue: rawValue) else {
            throw .invalidValue(field: "update condition", value: UInt64(rawValue))
        }
        return condition
    }

    @_lifetime(self: copy self)
    private mutating func readExpiryChange() throws(WireError) -> EntryUpdate.ExpiryChange {
        let tag = try readUInt8()
        switch tag {
        case 0: return .never
        case 1: return .keep
        case 2: return .at(WallTime(milliseconds: try readUInt64()))
        default: throw .invalidValue(field: "update expiry", value: UInt64(tag))
        }
    }

    @_lifetime(self: copy self)
    private mutating func readValueChange() throws(WireError) -> EntryUpdate.ValueChange {
        let tag = try readUInt8()
        switch tag {
        case 0: return .keep
        case 1: return .delete
        case 2: return .store([UInt8](copying: try readCountedBytes("value", maximum: Int(UInt32.max))))
        default: throw .invalidValue(field: "update value", value: UInt64(tag))
        }
    }
}
