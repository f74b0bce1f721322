private import GridCollections

/// Finds the frames in a byte stream that arrives in arbitrary pieces.
///
/// Memory follows the bytes that actually arrived, never a length that a header merely claims. Every byte is
/// moved a bounded number of times, however the stream is cut and however slowly frames are taken.
package struct FrameDecoder: Sendable {
    /// How large an emptied buffer may be to be kept for the next frames.
    private static let retainedByteCount = 256 * 1_024

    /// The largest payload that is accepted.
    package let maximumPayloadByteCount: Int

    private var buffer: [UInt8] = []
    private var offset = 0
    private var failure: WireError?

    package init(maximumPayloadByteCount: Int) {
        self.maximumPayloadByteCount = maximumPayloadByteCount
    }

    /// How many received bytes have not been consumed as frames.
    package var bufferedByteCount: Int { buffer.count - offset }

    /// Adds bytes in the order in which they were received; a damaged stream's bytes are not kept.
    package mutating func append(_ bytes: Span<UInt8>) {
        guard failure == nil else { return }
        discardConsumed()
        buffer.append(copying: bytes)
    }

    /// Hands the next whole frame to `body`; returns `nil` when it has not arrived completely.
    ///
    /// - Throws: ``WireError`` when the stream is damaged or `body` throws. It stays so: every later call throws
    ///   the same error without calling `body`, and everything received is forgotten.
    package mutating func withNextFrame<Result>(
        _ body: (_ kind: UInt8, _ payload: Span<UInt8>) throws(WireError) -> Result
    ) throws(WireError) -> Result? {
        if let failure { throw failure }
        // A second reference to the same memory, so that the offset can move while the frame is borrowed.
        let received = buffer
        let available = received.span.extracting(offset..<received.count)
        do throws(WireError) {
            guard let header = try header(at: available) else { return nil }
            let frameByteCount = FrameHeader.byteCount + header.payloadByteCount
            guard available.count >= frameByteCount else { return nil }
            let payload = available.extracting(FrameHeader.byteCount..<frameByteCount)
            try header.verify(payload, after: available)
            let result = try body(header.kind, payload)
            consume(frameByteCount)
            return result
        } catch {
            failure = error
            buffer = []
            offset = 0
            throw error
        }
    }

    /// Takes the bytes that have not been consumed, for a decoder that goes on elsewhere.
    package mutating func takeRemainder() -> [UInt8] {
        buffer.removeSubrange(0..<offset)
        offset = 0
        defer { buffer = [] }
        return buffer
    }

    private func header(at available: Span<UInt8>) throws(WireError) -> FrameHeader? {
        guard available.count >= FrameHeader.byteCount else { return nil }
        var reader = WireReader(available)
        return try FrameHeader(from: &reader, maximumPayloadByteCount: maximumPayloadByteCount)
    }

    private mutating func consume(_ byteCount: Int) {
        offset += byteCount
        guard bufferedByteCount == 0, buffer.capacity > Self.retainedByteCount else { return }
        buffer = []
        offset = 0
    }

    /// Moves the unread rest to the front, so that the buffer grows with frames in flight and not with traffic.
    ///
    /// It waits until the rest is no longer than what was consumed since the last move, so the cost of moving is
    /// at most one byte per byte consumed.
    private mutating func discardConsumed() {
        guard offset > 0, bufferedByteCount <= offset else { return }
        buffer.removeSubrange(0..<offset)
        offset = 0
    }
}
