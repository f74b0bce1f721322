private import GridIdentity
import GridWire

/// The first byte of an encoded failure; the numbers are part of the protocol.
private enum FailureTag {
    static let timedOut: UInt8 = 1
    static let ownersUnreachable: UInt8 = 2
    static let invalidKey: UInt8 = 3
    static let valueTooLarge: UInt8 = 4
    static let clockTooFarAhead: UInt8 = 5
    static let overloaded: UInt8 = 6
    static let shuttingDown: UInt8 = 7
    static let notReady: UInt8 = 8
}

/// How many nodes a failure names at most on the wire.
private let maximumNamedNodeCount = 64

extension WireWriter {
    mutating func write(_ failure: OperationFailure) {
        switch failure {
        case .timedOut(let answered, let required, let silent):
            write(tag: FailureTag.timedOut, answered, required, silent)
        case .ownersUnreachable(let answered, let required, let unreachable):
            write(tag: FailureTag.ownersUnreachable, answered, required, unreachable)
        case .invalidKey(let byteCount, let maximum):
            write(tag: FailureTag.invalidKey, byteCount, maximum)
        case .valueTooLarge(let byteCount, let maximum):
            write(tag: FailureTag.valueTooLarge, byteCount, maximum)
        case .clockTooFarAhead:
            write(FailureTag.clockTooFarAhead)
        case .overloaded(let pending, let maximum):
            write(tag: FailureTag.overloaded, pending, maximum)
        case .shuttingDown:
            write(FailureTag.shuttingDown)
        case .notReady:
            write(FailureTag.notReady)
        }
    }

    private mutating func write(tag: UInt8, _ first: Int, _ second: Int, _ nodes: [NodeID] = []) {
        write(tag)
        writeCount(first)
        writeCount(second)
        let named = nodes.prefix(maximumNamedNodeCount)
        writeCount(named.count)
        for node in named { write(node) }
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    mutating func readOperationFailure() throws(WireError) -> OperationFailure {
        let tag = try readUInt8()
        switch tag {
        case FailureTag.clockTooFarAhead: return .clockTooFarAhead
        case FailureTag.shuttingDown: return .shuttingDown
        case FailureTag.notReady: return .notReady
        default: break
        }
        let first = try readCount(of: "failure count", maximum: Int(UInt32.max))
        let second = try readCount(of: "failure limit", maximum: Int(UInt32.max))
        var nodes: [NodeID] = []
        let nodeCount = try readCount(of: "failure nodes", maximum: maximumNamedNodeCount)
        for _ in 0..<nodeCount { nodes.append(try readNodeID()) }
        switch tag {
        case FailureTag.timedOut: return .timedOut(answered: first, required: second, silent: nodes)
        case FailureTag.ownersUnreachable:
            return .ownersUnreachable(answered: first, required: second, unreachable: nodes)
        case FailureTag.invalidKey: return .invalidKey(byteCount: first, maximum: second)
        case FailureTag.valueTooLarge: return .valueTooLarge(byteCount: first, maximum: second)
        case FailureTag.overloaded: return .overloaded(pending: first, maximum: second)
        default: throw .invalidValue(field: "failure", value: UInt64(tag))
        }
    }
}
