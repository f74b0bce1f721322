import GridWire

/// Reads `bytes` with a fresh reader and returns what `body` returned or why it threw.
func read<Value>(
    _ bytes: [UInt8], _ body: (inout WireReader) throws(WireError) -> Value
) -> Result<Value, WireError> {
    var reader = WireReader(bytes.span)
    do throws(WireError) {
        return .success(try body(&reader))
    } catch {
        return .failure(error)
    }
}

/// The bytes that `body` writes.
func write(_ body: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    body(&writer)
    return writer.takeBytes()
}

/// One frame as a test compares it.
struct Frame: Hashable {
    var kind: UInt8
    var payload: [UInt8]

    /// The frame as it stands on the wire.
    var bytes: [UInt8] {
        write { writer in
            writer.writeFrame(kind: kind) { $0.writeBytes(payload.span) }
        }
    }
}

extension FrameDecoder {
    /// Adds bytes and takes every whole frame.
    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(WireError) -> [Frame] {
        append(Array(bytes).span)
        var frames: [Frame] = []
        while let frame = try nextFrame() { frames.append(frame) }
        return frames
    }

    mutating func nextFrame() throws(WireError) -> Frame? {
        try withNextFrame { kind, payload throws(WireError) in
            var reader = WireReader(payload)
            return Frame(kind: kind, payload: try reader.readAll())
        }
    }
}

extension WireReader {
    /// Reads everything that is left.
    mutating func readAll() throws(WireError) -> [UInt8] {
        var bytes: [UInt8] = []
        while remainingByteCount > 0 { bytes.append(try readUInt8()) }
        return bytes
    }
}
