/// The twelve bytes before every message on a byte stream.
///
///      0        4        5        6        8        12
///     ┌────────┬────────┬────────┬────────┬────────┬───────────┐
///     │ length │ format │ kind   │ check  │ CRC32C │ payload … │
///     └────────┴────────┴────────┴────────┴────────┴───────────┘
///
/// `length` counts the payload. `format` is ``currentFormat``; a reader refuses others, because it cannot know
/// where such a frame ends. `kind` is for the layer above. `check` is the lower half of the CRC32C of the six
/// bytes before it: a damaged length is found at once, not after a wait for bytes that nobody sends. The
/// checksum covers the first eight bytes and the payload, so a flipped bit anywhere in a frame is found.
package struct FrameHeader: Hashable, Sendable {
    /// How many bytes a header takes.
    package static let byteCount = 12
    /// The frame layout that this code writes and reads.
    package static let currentFormat: UInt8 = 1

    package let payloadByteCount: Int
    package let kind: UInt8
    package let checksum: UInt32

    /// Reads a header and checks everything that can be checked without the payload.
    @_lifetime(reader: copy reader)
    init(from reader: inout WireReader, maximumPayloadByteCount: Int) throws(WireError) {
        let checked = reader.unreadBytes
        let length = try reader.readUInt32()
        let format = try reader.readUInt8()
        kind = try reader.readUInt8()
        let expectedCheck = try reader.readUInt16()
        checksum = try reader.readUInt32()
        payloadByteCount = Int(length)
        guard format == Self.currentFormat else {
            throw .invalidValue(field: "frame format", value: UInt64(format))
        }
        let actualCheck = Self.check(of: checked)
        guard actualCheck == expectedCheck else {
            throw .checksumMismatch(expected: UInt32(expectedCheck), actual: UInt32(actualCheck))
        }
        guard length <= UInt32(clamping: maximumPayloadByteCount) else {
            throw .limitExceeded(
                field: "frame length", value: UInt64(length), maximum: UInt64(maximumPayloadByteCount))
        }
    }

    /// Compares the checksum with that of a frame which begins at `frame` and holds `payload`.
    func verify(_ payload: Span<UInt8>, after frame: Span<UInt8>) throws(WireError) {
        var actual = CRC32C()
        actual.combine(frame.extracting(0..<8))
        actual.combine(payload)
        guard actual.value == checksum else {
            throw .checksumMismatch(expected: checksum, actual: actual.value)
        }
    }

    /// The check of the six bytes at the beginning of a header.
    fileprivate static func check(of header: Span<UInt8>) -> UInt16 {
        var checksum = CRC32C()
        checksum.combine(header.extracting(0..<6))
        return UInt16(truncatingIfNeeded: checksum.value)
    }
}

extension WireWriter {
    /// Appends one frame: room for the header, what `payload` writes, then the header's length and checksums.
    ///
    /// When `payload` throws, nothing is appended.
    package mutating func writeFrame<Failure: Error>(
        kind: UInt8, _ payload: (inout WireWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let start = bytes.count
        if start == 0 { reserveFirstFrame() }
        write(UInt32(0))
        write(FrameHeader.currentFormat)
        write(kind)
        write(UInt16(0))
        write(UInt32(0))
        do throws(Failure) {
            try payload(&self)
        } catch {
            truncate(to: start)
            throw error
        }
        let payloadStart = start + FrameHeader.byteCount
        overwrite(at: start, with: UInt32(bytes.count - payloadStart))
        overwrite(at: start + 6, with: FrameHeader.check(of: bytes.span.extracting(start..<start + 6)))
        var checksum = CRC32C()
        checksum.combine(bytes.span.extracting(start..<start + 8))
        checksum.combine(bytes.span.extracting(payloadStart..<bytes.count))
        overwrite(at: start + 8, with: checksum.value)
    }
}
