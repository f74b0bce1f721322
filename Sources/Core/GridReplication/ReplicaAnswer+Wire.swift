package import GridWire

extension WireWriter {
    package mutating func write(_ answer: ReplicaAnswer) {
        switch answer {
        case .nothing(let isSettled):
            write(UInt8(isSettled ? 1 : 0))
        case .held(let form):
            write(UInt8(2))
            writeStoredForm(metadata: form.metadata, stored: form.bytes.span)
        }
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    package mutating func readReplicaAnswer() throws(WireError) -> ReplicaAnswer {
        let tag = try readUInt8()
        switch tag {
        case 0: return .nothing(isSettled: false)
        case 1: return .nothing(isSettled: true)
        case 2: return .held(try readStoredForm())
        default: throw .invalidValue(field: "read answer", value: UInt64(tag))
        }
    }
}
