import GridDeterminism

/// The bytes that the workload stores: they name the operation that wrote them, and the rest follows from the name.
///
/// So every byte of every value read anywhere can be checked.
///
///     ┌─────────────────┬─────────────┬──────────┐
///     │ operation count │ key number  │ filler…  │
///     │ 8               │ 4           │          │
///     └─────────────────┴─────────────┴──────────┘
struct ValueContent {
    static let minimumByteCount = 12

    let operation: Int
    let key: Int

    /// Makes a value of `byteCount` bytes, or of the least possible length if that is larger.
    func bytes(count byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let total = max(byteCount, Self.minimumByteCount)
        bytes.reserveCapacity(total)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: UInt64(operation) >> UInt64(shift)))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: UInt64(key) >> UInt64(shift)))
        }
        var state = StableHash.mix(UInt64(operation))
        // Half of the values compress well, so both stored forms travel.
        let isCompressible = operation % 2 == 0
        while bytes.count < total {
            if !isCompressible { state = StableHash.mix(state &+ 1) }
            bytes.append(UInt8(truncatingIfNeeded: state))
        }
        return bytes
    }

    /// Reads the name from a value, without checking the rest.
    init?(naming value: [UInt8]) {
        guard value.count >= Self.minimumByteCount else { return nil }
        var operation: UInt64 = 0
        for byte in value[0..<8] { operation = operation << 8 | UInt64(byte) }
        var key: UInt64 = 0
        for byte in value[8..<12] { key = key << 8 | UInt64(byte) }
        guard operation < UInt64(Int.max) else { return nil }
        self.operation = Int(operation)
        self.key = Int(key)
    }

    init(operation: Int, key: Int) {
        self.operation = operation
        self.key = key
    }
}
