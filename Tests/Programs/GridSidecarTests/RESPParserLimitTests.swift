import GridDeterminism
import GridSidecar
import Testing

@Suite("Limits and damage of RESPParser")
struct RESPParserLimitTests {
    @Test("An argument as long as the limit is accepted, one byte more is refused before it arrives")
    func bulkLimit() {
        let limits = RESPLimits(maximumBulkByteCount: 5)

        #expect(ParsedStream("*1\r\n$5\r\nabcde\r\n", limits: limits).lines == [["abcde"]])
        #expect(ParsedStream("*1\r\n$6\r\n", limits: limits).error == .invalidBulkLength)
        #expect(ParsedStream("*1\r\n$536870912\r\n").error == nil)
        #expect(ParsedStream("*1\r\n$536870913\r\n").error == .invalidBulkLength)
    }

    @Test("A request may have 1,048,576 arguments and not one more")
    func argumentLimit() {
        #expect(ParsedStream("*1048576\r\n").error == nil)
        #expect(ParsedStream("*1048577\r\n").error == .invalidMultibulkLength)
        let limits = RESPLimits(maximumArgumentCount: 2)
        #expect(ParsedStream("*2\r\n$1\r\na\r\n$1\r\nb\r\n", limits: limits).lines == [["a", "b"]])
        #expect(ParsedStream("*3\r\n", limits: limits).error == .invalidMultibulkLength)
    }

    @Test(
        "An inline request as long as the limit is accepted, one byte more is refused with or without its end"
    )
    func inlineLimit() {
        let limits = RESPLimits(maximumInlineByteCount: 8)
        let error = RESPProtocolError.inlineRequestTooBig(maximumByteCount: 8)

        #expect(ParsedStream("PING abc\n", limits: limits).lines == [["PING", "abc"]])
        #expect(ParsedStream("PING abc", limits: limits).error == nil)
        #expect(ParsedStream("PING abcd\n", limits: limits).error == error)
        #expect(ParsedStream("PING abcd", limits: limits).error == error)
        #expect(
            String(decoding: error.message, as: UTF8.self) == "ERR Protocol error: too big inline request")
        #expect(ParsedStream(String(repeating: "x", count: 65_536)).error == nil)
        #expect(
            ParsedStream(String(repeating: "x", count: 65_537)).error
                == .inlineRequestTooBig(maximumByteCount: 65_536))
    }

    @Test("The arguments of a request together are limited; a longer one is read to its end and refused")
    func requestLimit() {
        let limits = RESPLimits(maximumRequestByteCount: 18)

        #expect(ParsedStream("*2\r\n$1\r\na\r\n$1\r\nb\r\n", limits: limits).lines == [["a", "b"]])
        let stream = ParsedStream("*2\r\n$1\r\na\r\n$2\r\nbc\r\nPING\r\n", limits: limits)
        #expect(stream.lines == [[], ["PING"]])
        #expect(stream.refusals == [.requestTooLong(maximum: 18), nil])
        #expect(stream.error == nil)
    }

    @Test(
        "A request with an argument above the kept length is refused whole, however the stream is cut",
        arguments: [1, 2, 3, 7, 1_000])
    func keptBulkLimit(byteCount: Int) {
        let limits = RESPLimits(maximumBulkByteCount: 100, maximumKeptBulkByteCount: 5)
        let long = String(repeating: "\r\n", count: 50)
        let bytes = Array(
            "*3\r\n$1\r\na\r\n$100\r\n\(long)\r\n$6\r\nsecond\r\n*1\r\n$5\r\nabcde\r\n".utf8)
        let pieces = stride(from: 0, to: bytes.count, by: byteCount).map {
            Array(bytes[$0..<min($0 + byteCount, bytes.count)])
        }

        let stream = ParsedStream(pieces, limits: limits)

        #expect(stream.lines == [[], ["abcde"]])
        #expect(stream.refusals == [.bulkTooLong(byteCount: 100, maximum: 5), nil])
        #expect(stream.error == nil)
    }

    @Test("Damage within a refused request is damage")
    func damageWhileDiscarding() {
        let limits = RESPLimits(maximumBulkByteCount: 9, maximumKeptBulkByteCount: 1)

        #expect(ParsedStream("*1\r\n$2\r\nabcd", limits: limits).error == .invalidBulkLength)
        #expect(ParsedStream("*2\r\n$2\r\nab\r\n:2", limits: limits).error == .expectedBulk(got: 0x3A))
        #expect(ParsedStream("*2\r\n$2\r\nab\r\n$10\r\n", limits: limits).error == .invalidBulkLength)
    }

    @Test("The end of a refused request is looked for up to a limit")
    func discardLimit() {
        let limits = RESPLimits(maximumKeptBulkByteCount: 1, maximumDiscardedByteCount: 4)

        #expect(ParsedStream("*2\r\n$2\r\nab\r\n$2\r\ncd\r\n", limits: limits).refusals.count == 1)
        #expect(
            ParsedStream("*2\r\n$2\r\nab\r\n$3\r\n", limits: limits).error
                == .requestTooBig(maximumByteCount: 4))
    }

    @Test("What is read and not kept takes no memory")
    func discardedBytes() throws {
        var parser = RESPParser(limits: RESPLimits(maximumKeptBulkByteCount: 8))
        parser.receive(Array("*2\r\n$3\r\nGET\r\n$100000\r\n".utf8).span)
        for _ in 0..<100 {
            parser.receive([UInt8](repeating: 0x61, count: 1_000).span)
            #expect(try !parser.nextRequest())
            #expect(parser.bufferedByteCount == 0)
        }
        parser.receive(Array("\r\n".utf8).span)

        #expect(try parser.nextRequest())
        #expect(parser.request.refusal == .bulkTooLong(byteCount: 100_000, maximum: 8))
    }

    @Test("Memory follows the bytes that arrived, not the lengths that a client claims")
    func claimedLengths() {
        var parser = RESPParser()
        parser.receive(Array("*1048576\r\n$16777216\r\nabc".utf8).span)

        #expect(throws: Never.self) { try parser.nextRequest() }
        #expect(parser.bufferedByteCount == 24)
    }

    @Test("Requests that were taken no longer occupy the buffer")
    func bufferIsReleased() throws {
        var parser = RESPParser()
        let request = Array("*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n".utf8)
        for _ in 0..<1000 {
            parser.receive(request.span)
            #expect(try parser.nextRequest())
        }
        #expect(parser.bufferedByteCount <= request.count)
        #expect(try !parser.nextRequest())
        #expect(parser.bufferedByteCount == 0)
    }

    @Test("A flipped bit never traps, and gives the same result however the stream is cut")
    func everyBitFlip() {
        for index in RESPParserTests.stream.indices {
            for bit in 0..<8 {
                var damaged = RESPParserTests.stream
                damaged[index] ^= 1 << UInt8(bit)
                let whole = ParsedStream([damaged])
                #expect(ParsedStream(damaged.map { [$0] }) == whole, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test(
        "Random bytes never trap, and give the same result however they are cut",
        arguments: 0..<40 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("**$$$0123\r\n\r\n\r\n-+ \"'\\xPING\0\u{7F}".utf8)
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                seed % 2 == 0
                    ? alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                    : UInt8.random(in: 0...255, using: &random)
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let whole = ParsedStream([bytes])
            #expect(ParsedStream(bytes.map { [$0] }) == whole, "seed \(seed): \(bytes)")
            #expect(
                ParsedStream([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "seed \(seed): \(bytes)")
        }
    }
}
