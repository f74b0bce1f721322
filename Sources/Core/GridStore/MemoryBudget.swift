/// The bytes that one shard may use and those that it uses.
struct MemoryBudget {
    let limitInBytes: Int
    private(set) var usedByteCount = 0

    init(limitInBytes: Int) {
        self.limitInBytes = limitInBytes
    }

    /// Whether `byteCount` more bytes stay within the limit.
    func hasRoom(for byteCount: Int) -> Bool { usedByteCount + byteCount <= limitInBytes }

    /// Takes `byteCount` bytes.
    ///
    /// - Precondition: there is room for them.
    mutating func take(_ byteCount: Int) {
        precondition(hasRoom(for: byteCount), "\(byteCount) more bytes exceed the limit \(limitInBytes)")
        usedByteCount += byteCount
    }

    /// Gives `byteCount` bytes back.
    mutating func giveBack(_ byteCount: Int) {
        precondition(byteCount <= usedByteCount, "\(byteCount) of \(usedByteCount) bytes given back")
        usedByteCount -= byteCount
    }
}
