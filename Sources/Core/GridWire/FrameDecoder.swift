private import GridCollections

/// Finds the frames in a byte stream that arrives in arbitrary pieces.
///
/// Memory follows the bytes that actually arrived, never a length that a header merely claims.
package struct FrameDecoder: Sendable {
    /// The largest payload that is accepted.
    package let maximumPayloadByteCount: Int

    private var buffer: [UInt8] = []
    private var offset = 0

    package init(maximumPayloadByteCount: Int) {
        self.maximumPayloadByteCount = maximumPayloadByteCount
    }

    /// How many received bytes have not been consumed as frames.
    package var bufferedByteCount: Int { buffer.count - offset }

    /// Adds bytes in the order in which they were received.
    package mutating func append(_ bytes: Span<UInt8>) {
        discardConsumed()
        buffer.append(copying: bytes)
    }

    /// Hands the next whole frame to `body`; returns `nil` when it has not arrived completely.
    ///
    /// - Throws: ``WireError`` when the stream is damaged. It stays so: every later call throws too.
    package mutating func withNextFrame<Result>(
        _ body: (_ kind: UInt8, _ payload: Span<UInt8>) throws(WireError) -> Result
    ) throws(WireError) -> Result? {
        guard bufferedByteCount >= FrameHeader.byteCount else { return nil }
        // A second reference to the same memory, so that the offset can move while the frame is borrowed.
        let received = buffer
        let available = received.span.extracting(offset..<received.count)
        var reader = WireReader(available)
        let header = try FrameHeader(from: &reader, maximumPayloadByteCount: maximumPayloadByteCount)
        let frameByteCount = FrameHeader.byteCount + header.payloadByteCount
        guard available.count >= frameByteCount else { return nil }
        let payload = available.extracting(FrameHeader.byteCount..<frameByteCount)
        var checksum = CRC32C()
        checksum.combine(available.extracting(0..<8))
        checksum.combine(payload)
        guard checksum.value == header.checksum else {
            throw .checksumMismatch(expected: header.checksum, actual: checksum.value)
        }
        let result = try body(header.kind, payload)
        offset += frameByteCount
        return result
    }

    /// Takes the bytes that have not been consumed, for a decoder that goes on elsewhere.
    package mutating func takeRemainder() -> [UInt8] {
        discardConsumed()
        defer { buffer = [] }
        return buffer
    }

    /// Moves the unread rest to the front, so that the buffer grows with frames in flight and not with traffic.
    private mutating func discardConsumed() {
        guard offset > 0 else { return }
        buffer.removeSubrange(0..<offset)
        offset = 0
    }
}
