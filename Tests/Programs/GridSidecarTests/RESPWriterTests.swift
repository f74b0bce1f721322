import GridSidecar
import Testing

@Suite("RESPWriter")
struct RESPWriterTests {
    /// What `write` writes in a version of the protocol.
    private func written(_ version: RESPVersion, _ write: (inout RESPWriter) -> Void) -> String {
        var writer = RESPWriter(version: version)
        write(&writer)
        return String(decoding: writer.take(), as: UTF8.self)
    }

    /// What `write` writes in both versions.
    private func both(_ write: (inout RESPWriter) -> Void) -> [String] {
        [written(.two, write), written(.three, write)]
    }

    @Test("Types of both versions are written alike")
    func commonTypes() {
        #expect(both { $0.writeSimpleString("OK") } == ["+OK\r\n", "+OK\r\n"])
        #expect(both { $0.writeBulk("héy") } == ["$4\r\nhéy\r\n", "$4\r\nhéy\r\n"])
        #expect(both { $0.writeBulk([UInt8]()) } == ["$0\r\n\r\n", "$0\r\n\r\n"])
        #expect(both { $0.writeBulk([0x61, 0x0D, 0x0A]) } == ["$3\r\na\r\n\r\n", "$3\r\na\r\n\r\n"])
        #expect(both { $0.beginArray(count: 12) } == ["*12\r\n", "*12\r\n"])
    }

    @Test("Types that version 2 does not have are replaced as in Redis")
    func replacedTypes() {
        #expect(both { $0.writeNull() } == ["$-1\r\n", "_\r\n"])
        #expect(both { $0.writeNullArray() } == ["*-1\r\n", "_\r\n"])
        #expect(both { $0.beginMap(count: 7) } == ["*14\r\n", "%7\r\n"])
        #expect(both { $0.beginSet(count: 2) } == ["*2\r\n", "~2\r\n"])
        #expect(both { $0.beginPush(count: 2) } == ["*2\r\n", ">2\r\n"])
        #expect(both { $0.writeVerbatim("some") } == ["$4\r\nsome\r\n", "=8\r\ntxt:some\r\n"])
        #expect(both { $0.writeBoolean(true) } == [":1\r\n", "#t\r\n"])
        #expect(both { $0.writeBoolean(false) } == [":0\r\n", "#f\r\n"])
        #expect(both { $0.writeDouble(1.5) } == ["$3\r\n1.5\r\n", ",1.5\r\n"])
    }

    @Test(
        "Integers are written in decimal",
        arguments: [
            (0, "0"), (9, "9"), (10, "10"), (-1, "-1"), (1_234_567_890, "1234567890"),
            (Int64.max, "9223372036854775807"), (Int64.min, "-9223372036854775808"),
        ])
    func integers(number: Int64, text: String) {
        #expect(written(.two) { $0.writeInteger(number) } == ":\(text)\r\n")
    }

    @Test("Doubles are written without a needless fraction, and infinities by name")
    func doubles() {
        #expect(written(.three) { $0.writeDouble(10) } == ",10\r\n")
        #expect(written(.three) { $0.writeDouble(-0.25) } == ",-0.25\r\n")
        #expect(written(.three) { $0.writeDouble(.infinity) } == ",inf\r\n")
        #expect(written(.three) { $0.writeDouble(-.infinity) } == ",-inf\r\n")
        #expect(written(.three) { $0.writeDouble(.nan) } == ",nan\r\n")
    }

    @Test("An error stays one line whatever it quotes")
    func errorLine() {
        #expect(written(.two) { $0.writeError(Array("ERR a\r\nb".utf8)) } == "-ERR a  b\r\n")
    }

    @Test("Output is moved without a copy into an empty buffer, and appended to one that is not")
    func takeInto() {
        var writer = RESPWriter()
        var buffer: [UInt8] = []
        writer.writeSimpleString("a")
        writer.take(into: &buffer)
        writer.writeSimpleString("b")
        writer.take(into: &buffer)

        #expect(buffer == Array("+a\r\n+b\r\n".utf8))
        #expect(writer.bytes.isEmpty)
    }
}
