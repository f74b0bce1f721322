import GridDeterminism
import GridSidecar
import Testing

/// What a parser made of a byte stream: the requests, and how it ended.
struct ParsedStream: Equatable {
    var requests: [[[UInt8]]] = []
    /// Why each of the requests is refused, if it is.
    var refusals: [RESPRefusal?] = []
    var error: RESPProtocolError?

    /// Feeds `pieces` one after the other and takes all requests after each.
    init(_ pieces: [[UInt8]], limits: RESPLimits = RESPLimits()) {
        var parser = RESPParser(limits: limits)
        do throws(RESPProtocolError) {
            for piece in pieces {
                parser.receive(piece.span)
                while try parser.nextRequest() {
                    requests.append(parser.request.bytes(from: 0))
                    refusals.append(parser.request.refusal)
                }
            }
        } catch {
            self.error = error
        }
    }

    init(_ text: String, limits: RESPLimits = RESPLimits()) {
        self.init([Array(text.utf8)], limits: limits)
    }

    /// The requests as text.
    var lines: [[String]] { requests.map { $0.map { String(decoding: $0, as: UTF8.self) } } }
}

@Suite("RESPParser")
struct RESPParserTests {
    /// Requests of every form; none is damaged.
    static let stream = Array(
        ("*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$13\r\na\r\n$3\r\nb\r\n*1\r\r\n*0\r\n*-1\r\nGET k\r\n"
            + "\r\nSET \"a b\\x41\\r\" 'it\\'s'\n*2\r\n$0\r\n\r\n$1\r\n*\r\n  ECHO   x  \r\n").utf8)

    static let streamRequests = [
        ["PING"], ["SET", "k", "a\r\n$3\r\nb\r\n*1\r"], ["GET", "k"], ["SET", "a bA\r", "it's"], ["", "*"],
        ["ECHO", "x"],
    ]

    @Test("Arrays of bulk strings and inline lines are requests")
    func requests() {
        let parsed = ParsedStream([Self.stream])

        #expect(parsed.lines == Self.streamRequests)
        #expect(parsed.error == nil)
    }

    @Test("However the stream is cut in two, the requests are the same")
    func everyCut() {
        for cut in 0...Self.stream.count {
            let parsed = ParsedStream([Array(Self.stream[..<cut]), Array(Self.stream[cut...])])
            #expect(parsed.lines == Self.streamRequests, "cut at \(cut)")
        }
    }

    @Test("Pieces of every size give the same requests", arguments: 1...40)
    func everyPieceSize(byteCount: Int) {
        let pieces = stride(from: 0, to: Self.stream.count, by: byteCount).map {
            Array(Self.stream[$0..<min($0 + byteCount, Self.stream.count)])
        }

        #expect(ParsedStream(pieces).lines == Self.streamRequests)
    }

    @Test("A truncated stream gives the requests that are complete, and no error")
    func everyTruncation() {
        var longest = 0
        for count in 0...Self.stream.count {
            let parsed = ParsedStream([Array(Self.stream[..<count])])
            #expect(parsed.error == nil, "\(count) bytes")
            #expect(parsed.lines == Array(Self.streamRequests.prefix(parsed.lines.count)), "\(count) bytes")
            #expect(parsed.lines.count >= longest, "\(count) bytes")
            longest = parsed.lines.count
        }
        #expect(longest == Self.streamRequests.count)
    }

    @Test(
        "A damaged array is refused in the words of Redis",
        arguments: [
            ("*x\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*+1\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*01\r\n", "ERR Protocol error: invalid multibulk length"),
            ("* 1\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*-\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*2147483648\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*99999999999999999999999\r\n", "ERR Protocol error: invalid multibulk length"),
            ("*1\r\n$x\r\n", "ERR Protocol error: invalid bulk length"),
            ("*1\r\n$-1\r\n", "ERR Protocol error: invalid bulk length"),
            ("*1\r\n$600000000\r\n", "ERR Protocol error: invalid bulk length"),
            ("*1\r\n:4\r\nPING\r\n", "ERR Protocol error: expected '$', got ':'"),
            ("*1\r\n\r\n", "ERR Protocol error: expected '$', got '\r'"),
        ])
    func damagedArray(stream: String, message: String) {
        let error = ParsedStream(stream).error

        #expect(error.map { String(decoding: $0.message, as: UTF8.self) } == message)
    }

    @Test("A length without a line feed, or that does not match its argument, is refused")
    func mismatchedLengths() {
        #expect(ParsedStream("*1\rx").error == .invalidMultibulkLength)
        #expect(ParsedStream("*1\r\n$4\rx").error == .invalidBulkLength)
        #expect(ParsedStream("*1\r\n$4\r\nPINGxx").error == .invalidBulkLength)
        #expect(ParsedStream("*1\r\n$3\r\nPING\r\n").error == .invalidBulkLength)
    }

    @Test(
        "Inline arguments are unquoted as Redis does it",
        arguments: [
            ("PING \"a\\\"b\"\r\n", "a\"b"), ("PING 'a\\'b'\r\n", "a'b"), ("PING 'a\\nb'\r\n", "a\\nb"),
            ("PING \"a\\nb\\x41\\x4g\\q\"\r\n", "a\nbAx4gq"), ("PING a\"b c\"\r\n", "ab c"),
            ("PING \"\"\r\n", ""),
            ("PING\ta\r\n", "a"), ("PING \u{b}a\r\n", "a"), ("PING a\u{b}b\r\n", "a\u{b}b"),
            ("\"PING\" 'x' \n", "x"),
            ("PING \"\\t\\b\\a\\r\\\\\"\r\n", "\t\u{8}\u{7}\r\\"), ("PING \"\\x7\"\n", "x7"),
            ("PING a\0b\n", "a\0b"),
        ])
    func inlineQuoting(line: String, argument: String) {
        #expect(ParsedStream(line).lines == [["PING", argument]])
    }

    @Test(
        "Unbalanced quotes are refused, after the requests before them",
        arguments: [
            "SET \"a b\r\n", "PING \"a\"b\r\n", "PING 'a'b\r\n", "\"PI\"NG\r\n", "PING \"\\\r\n",
            "PING \"a\" \"b\r\n", "'\n",
        ])
    func unbalancedQuotes(line: String) {
        let parsed = ParsedStream("*1\r\n$4\r\nPING\r\n" + line + "PING\r\n")

        #expect(parsed.lines == [["PING"]])
        #expect(parsed.error == .unbalancedQuotes)
        #expect(
            String(decoding: RESPProtocolError.unbalancedQuotes.message, as: UTF8.self)
                == "ERR Protocol error: unbalanced quotes in request")
    }

    @Test("An error is final")
    func errorIsFinal() {
        var parser = RESPParser()
        parser.receive(Array("*x\r\n".utf8).span)
        #expect(throws: RESPProtocolError.invalidMultibulkLength) { try parser.nextRequest() }
        parser.receive(Array("PING\r\n".utf8).span)
        #expect(throws: RESPProtocolError.invalidMultibulkLength) { try parser.nextRequest() }
    }
}
