/// The twelve bytes before every message on a byte stream.
///
///      0        4        5        6        8        12
///     ┌────────┬────────┬────────┬────────┬────────┬───────────┐
///     │ length │ format │ kind   │ zero   │ CRC32C │ payload … │
///     └────────┴────────┴────────┴────────┴────────┴───────────┘
///
/// `length` counts the payload. `format` is ``currentFormat``; a reader refuses others, because it cannot know
/// where such a frame ends. `kind` is for the layer above. The checksum covers the first eight bytes and the
/// payload, so a flipped bit anywhere in a frame is found.
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
        let length = try reader.readUInt32()
        guard length <= UInt32(clamping: maximumPayloadByteCount) else {
            throw .limitExceeded(
                field: "frame length", value: UInt64(length), maximum: UInt64(maximumPayloadByteCount))
        }
        let format = try reader.readUInt8()
        guard format == Self.currentFormat else {
            throw .invalidValue(field: "frame format", value: UInt64(format))
        }
        kind = try reader.readUInt8()
        let reserved = try reader.readUInt16()
        guard reserved == 0 else {
            throw .invalidValue(field: "frame reserved bits", value: UInt64(reserved))
        }
        checksum = try reader.readUInt32()
        payloadByteCount = Int(length)
    }
}

extension WireWriter {
    /// Appends one frame: room for the header, what `payload` writes, then the header's length and checksum.
    package mutating func writeFrame<Failure: Error>(
        kind: UInt8, _ payload: (inout WireWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let start = bytes.count
        write(UInt32(0))
        write(FrameHeader.currentFormat)
        write(kind)
        write(UInt16(0))
        write(UInt32(0))
        try payload(&self)
        let payloadStart = start + FrameHeader.byteCount
        overwrite(at: start, with: UInt32(bytes.count - payloadStart))
        var checksum = CRC32C()
        checksum.combine(bytes.span.extracting(start..<start + 8))
        checksum.combine(bytes.span.extracting(payloadStart..<bytes.count))
        overwrite(at: start + 8, with: checksum.value)
    }
}
