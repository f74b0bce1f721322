/// Bytes that wait to be sent, at an address that stays the same while libuv sends them.
@safe final class OutputBuffer {
    private var memory: UnsafeMutableRawBufferPointer
    /// How many bytes have been appended.
    private(set) var count = 0
    /// How many of them the operating system has taken.
    private(set) var sentByteCount = 0

    init(capacity: Int) {
        unsafe memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        unsafe memory.deallocate()
    }

    var capacity: Int { unsafe memory.count }

    /// What is still to be sent; valid until the next `append` or `removeAll`.
    var unsent: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[sentByteCount..<count])
    }

    func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        reserve(count + bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            // `reserve` made room behind `count`; the two regions belong to different allocations.
            unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: source)
        }
        count += bytes.count
    }

    /// Notes that the operating system has taken the next `byteCount` bytes.
    func markSent(byteCount: Int) {
        sentByteCount += byteCount
        precondition(sentByteCount <= count, "more bytes were sent than queued")
    }

    func removeAll() {
        count = 0
        sentByteCount = 0
    }

    private func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        // The first `count` bytes have been written, and both memories are at least that large.
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(needed, capacity * 2), alignment: 16)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        unsafe memory.deallocate()
        unsafe memory = larger
    }
}

/// The output buffers of a loop that are not in use.
///
/// A stream holds a buffer only while it has output, so ten thousand silent connections need none, and a busy
/// loop allocates none.
struct OutputBufferPool {
    private var spares: [OutputBuffer] = []

    /// The size of a fresh buffer.
    static let initialCapacity = 4 * 1024
    /// Larger buffers are freed after use: they served a burst.
    static let maximumKeptCapacity = 64 * 1024
    /// How many buffers are kept, 4 MiB at most.
    static let maximumSpareCount = 64

    mutating func take() -> OutputBuffer {
        spares.popLast() ?? OutputBuffer(capacity: Self.initialCapacity)
    }

    mutating func giveBack(_ buffer: OutputBuffer) {
        guard buffer.capacity <= Self.maximumKeptCapacity, spares.count < Self.maximumSpareCount else {
            return
        }
        buffer.removeAll()
        spares.append(buffer)
    }
}
