import GridDeterminism
import GridWire
import Testing

@Suite("Frames")
struct FrameDecoderTests {
    static let frames = [
        Frame(kind: 1, payload: []), Frame(kind: 255, payload: [7]), Frame(kind: 0, payload: Array(0..<40)),
    ]
    static var stream: [UInt8] { frames.flatMap(\.bytes) }

    @Test("The layout of a frame stays what it is: it is part of the protocol")
    func goldenFrame() {
        #expect(
            Frame(kind: 7, payload: Array("abc".utf8)).bytes == [
                0x00, 0x00, 0x00, 0x03, 0x01, 0x07, 0x40, 0x65, 0x24, 0x45, 0xC7, 0xB0, 0x61, 0x62, 0x63,
            ])
    }

    @Test("However a stream is cut in two, the same frames come out")
    func everyCut() throws {
        let stream = Self.stream
        for cut in 0...stream.count {
            var decoder = FrameDecoder(maximumPayloadByteCount: 100)
            var received = try decoder.receive(stream[..<cut])
            received += try decoder.receive(stream[cut...])
            #expect(received == Self.frames)
            #expect(decoder.bufferedByteCount == 0)
        }
    }

    @Test("Pieces of every size give the same frames", arguments: 1...60)
    func everyPieceSize(size: Int) throws {
        let stream = Self.stream
        var decoder = FrameDecoder(maximumPayloadByteCount: 100)
        var received: [Frame] = []

        for start in stride(from: 0, to: stream.count, by: size) {
            received += try decoder.receive(stream[start..<min(start + size, stream.count)])
        }

        #expect(received == Self.frames)
    }

    @Test("Frames taken one at a time while bytes keep arriving are in order", arguments: [UInt64(1), 2, 3])
    func slowConsumer(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sent = (0..<300).map { number in
            Frame(kind: UInt8(number % 256), payload: [UInt8](repeating: 9, count: random.next(below: 50)))
        }
        let stream = sent.flatMap(\.bytes)
        var decoder = FrameDecoder(maximumPayloadByteCount: 50)
        var received: [Frame] = []
        var start = 0
        while start < stream.count {
            let end = min(stream.count, start + 1 + random.next(below: 100))
            decoder.append(stream.span.extracting(start..<end))
            start = end
            if let frame = try decoder.nextFrame() { received.append(frame) }
        }
        while let frame = try decoder.nextFrame() { received.append(frame) }

        #expect(received == sent, "seed \(seed)")
    }

    @Test("Every truncation of a frame waits for the rest")
    func truncation() throws {
        let bytes = Self.frames[2].bytes
        for length in 0..<bytes.count {
            var decoder = FrameDecoder(maximumPayloadByteCount: 100)
            #expect(try decoder.receive(bytes[..<length]).isEmpty)
            #expect(decoder.bufferedByteCount == length)
        }
    }

    @Test("Every flipped bit of a frame is noticed, those of the length without more bytes")
    func bitFlips() {
        let bytes = Self.frames[2].bytes
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            var decoder = FrameDecoder(maximumPayloadByteCount: .max)
            #expect(throws: WireError.self, "bit \(bit)") { try decoder.receive(damaged[...]) }
        }
    }

    @Test("A damaged header is noticed before its payload arrives")
    func damagedHeader() {
        let bytes = Self.frames[2].bytes
        for bit in 0..<8 * 8 {
            var damaged = Array(bytes[..<FrameHeader.byteCount])
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            var decoder = FrameDecoder(maximumPayloadByteCount: .max)
            #expect(throws: WireError.self, "bit \(bit)") { try decoder.receive(damaged[...]) }
        }
    }

    @Test("A frame above the limit is refused by its header alone")
    func limit() throws {
        let bytes = Frame(kind: 1, payload: [UInt8](repeating: 0, count: 101)).bytes
        var decoder = FrameDecoder(maximumPayloadByteCount: 100)

        #expect(throws: WireError.limitExceeded(field: "frame length", value: 101, maximum: 100)) {
            try decoder.receive(bytes[..<FrameHeader.byteCount])
        }
        var exact = FrameDecoder(maximumPayloadByteCount: 101)
        #expect(try exact.receive(bytes[...]).count == 1)
    }

    @Test("After damage the decoder keeps nothing and goes on failing with the same error")
    func failureIsFinal() throws {
        let good = Self.frames[1].bytes
        var damaged = good
        damaged[good.count - 1] ^= 1
        var decoder = FrameDecoder(maximumPayloadByteCount: 100)

        let first = #expect(throws: WireError.self) { try decoder.receive((good + damaged)[...]) }
        decoder.append(good.span)
        let second = #expect(throws: WireError.self) { try decoder.nextFrame() }

        #expect(first == second)
        #expect(decoder.bufferedByteCount == 0)
    }

    @Test("A frame whose handling threw is not handed out again")
    func throwingBody() throws {
        var decoder = FrameDecoder(maximumPayloadByteCount: 100)
        decoder.append(Self.stream.span)
        var calls = 0

        for _ in 0..<3 {
            #expect(throws: WireError.integerOverflow) {
                try decoder.withNextFrame { _, _ throws(WireError) in
                    calls += 1
                    throw .integerOverflow
                }
            }
        }

        #expect(calls == 1)
    }

    @Test("What follows the frames taken so far can be taken away whole")
    func remainder() throws {
        let stream = Self.stream
        var decoder = FrameDecoder(maximumPayloadByteCount: 100)
        decoder.append(stream.span)

        #expect(try decoder.nextFrame() == Self.frames[0])
        let remainder = decoder.takeRemainder()

        #expect(remainder == Array(stream[Self.frames[0].bytes.count...]))
        #expect(decoder.bufferedByteCount == 0)
        #expect(try decoder.nextFrame() == nil)
    }

    @Test("A payload that cannot be written leaves the writer as it was")
    func failedPayload() throws {
        var writer = WireWriter()
        writer.write(UInt8(5))

        #expect(throws: WireError.integerOverflow) {
            try writer.writeFrame(kind: 1) { writer throws(WireError) in
                writer.write(UInt64(1))
                throw .integerOverflow
            }
        }

        #expect(writer.bytes == [5])
    }

    @Test("Random bytes are refused or awaited, and never trap", arguments: [UInt64(1), 2, 3])
    func randomBytes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            var bytes = (0..<random.next(below: 60)).map { _ in UInt8(random.next(below: 256)) }
            if random.next(below: 2) == 0 { bytes = Self.frames[1].bytes + bytes }
            var decoder = FrameDecoder(maximumPayloadByteCount: 1_000)
            let frames = (try? decoder.receive(bytes[...])) ?? []
            #expect(frames.count <= 1, "seed \(seed), bytes \(bytes)")
        }
    }
}
