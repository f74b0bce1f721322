import GridDeterminism
import GridWire
import Testing

@Suite("Wire fields")
struct WireReaderTests {
    @Test("Integers are written big-endian and read back")
    func integers() {
        let bytes = write { writer in
            writer.write(UInt8(0x01))
            writer.write(UInt16(0x0203))
            writer.write(UInt32(0x0405_0607))
            writer.write(UInt64(0x0809_0A0B_0C0D_0E0F))
        }
        let sum = read(bytes) { reader throws(WireError) in
            let first = try reader.readUInt8()
            let second = try reader.readUInt16()
            let third = try reader.readUInt32()
            let fourth = try reader.readUInt64()
            try reader.finish()
            return [UInt64(first), UInt64(second), UInt64(third), fourth]
        }

        #expect(bytes == Array(1...15))
        #expect(sum == .success([0x01, 0x0203, 0x0405_0607, 0x0809_0A0B_0C0D_0E0F]))
    }

    @Test(
        "A variable-length integer takes one byte per seven bits",
        arguments: [
            (0, [0x00]), (1, [0x01]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]),
            (16_383, [0xFF, 0x7F]), (16_384, [0x80, 0x80, 0x01]),
            (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(UInt64, [UInt8])])
    func variableIntegers(value: UInt64, expected: [UInt8]) {
        let bytes = write { $0.writeVariableInteger(value) }

        #expect(bytes == expected)
        #expect(
            read(bytes) { reader throws(WireError) in try reader.readVariableInteger() } == .success(value))
        for length in 0..<bytes.count {
            let result = read(Array(bytes[..<length])) { reader throws(WireError) in
                try reader.readVariableInteger()
            }
            #expect(
                result == .failure(.truncated(neededByteCount: length + 1, availableByteCount: length)))
        }
    }

    @Test(
        "A variable-length integer above 64 bits or ten bytes is refused",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81, 0x00],
        ] as [[UInt8]])
    func integerOverflow(bytes: [UInt8]) {
        let result = read(bytes) { reader throws(WireError) in try reader.readVariableInteger() }

        #expect(result == .failure(.integerOverflow))
    }

    @Test("Every power of two and its neighbours survive the round trip")
    func variableIntegerBoundaries() {
        for bit in 0..<64 {
            for value in [1 << bit, (1 << bit) - 1, (1 << bit) | 1] as [UInt64] {
                let bytes = write { $0.writeVariableInteger(value) }
                let result = read(bytes) { reader throws(WireError) in try reader.readVariableInteger() }
                #expect(result == .success(value))
                #expect(bytes.count <= 10)
            }
        }
    }

    @Test("A count above the limit is refused, and so is one above what is there")
    func counts() {
        let bytes = write { $0.writeCountedBytes([1, 2, 3].span) }

        let whole = read(bytes) { reader throws(WireError) in
            let span = try reader.readCountedBytes("field", maximum: 3)
            return span.count
        }
        let tooMany = read(bytes) { reader throws(WireError) in
            let span = try reader.readCountedBytes("field", maximum: 2)
            return span.count
        }
        let missing = read([0xFF, 0xFF, 0x03, 1]) { reader throws(WireError) in
            let span = try reader.readCountedBytes("field", maximum: .max)
            return span.count
        }

        #expect(whole == .success(3))
        #expect(tooMany == .failure(.limitExceeded(field: "field", value: 3, maximum: 2)))
        #expect(missing == .failure(.truncated(neededByteCount: 65_535, availableByteCount: 1)))
    }

    @Test("Text is UTF-8 or refused")
    func text() {
        let bytes = write { $0.writeText("größe") }

        let good = read(bytes) { reader throws(WireError) in
            try reader.readText("text", maximumByteCount: 255)
        }
        let bad = read([2, 0xC3, 0x28]) { reader throws(WireError) in
            try reader.readText("text", maximumByteCount: 255)
        }

        #expect(good == .success("größe"))
        #expect(bad == .failure(.invalidText(field: "text")))
    }

    @Test("Bytes that are left over are noticed")
    func trailingBytes() {
        let result = read([1, 2, 3]) { reader throws(WireError) in
            _ = try reader.readUInt8()
            try reader.finish()
        }

        #expect(throws: WireError.trailingBytes(byteCount: 2)) { try result.get() }
    }

    @Test("A read that throws leaves the reader where it was")
    func failedReadsChangeNothing() {
        // Three continuation bytes: too short for any fixed field, no end for a variable-length integer.
        let unchanged = read([0xFF, 0xFF, 0xFF]) { reader throws(WireError) in
            var remaining: [Int] = []
            do { _ = try reader.readUInt32() } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readUInt64() } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readVariableInteger() } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readBytes(4) } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readBytes(-1) } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readText("text", maximumByteCount: 9) } catch {
                remaining.append(reader.remainingByteCount)
            }
            return remaining
        }
        let afterCount = read([3, 0xFF, 0xFF, 0xFF]) { reader throws(WireError) in
            var remaining: [Int] = []
            do { _ = try reader.readCount(of: "count", maximum: 2) } catch {
                remaining.append(reader.remainingByteCount)
            }
            do { _ = try reader.readCountedBytes("bytes", maximum: 2) } catch {
                remaining.append(reader.remainingByteCount)
            }
            do { _ = try reader.readText("text", maximumByteCount: 9) } catch {
                remaining.append(reader.remainingByteCount)
            }
            do { _ = try reader.readNodeID() } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readClusterName() } catch { remaining.append(reader.remainingByteCount) }
            do { _ = try reader.readNodeAddress() } catch { remaining.append(reader.remainingByteCount) }
            return remaining
        }

        #expect(unchanged == .success([3, 3, 3, 3, 3, 3]))
        #expect(afterCount == .success([4, 4, 4, 4, 4, 4]))
    }

    @Test("The writer forgets its bytes and hands them out once")
    func writerReuse() {
        var writer = WireWriter(reservingByteCount: 8)
        writer.write(UInt8(1))
        writer.removeAll()
        writer.write(UInt32(0))
        writer.overwrite(at: 0, with: UInt32(0x0102_0304))

        #expect(writer.takeBytes() == [1, 2, 3, 4])
        #expect(writer.bytes.isEmpty)
    }

    @Test("Overwriting what was not written is a programmer error")
    func overwriteOutOfRange() async {
        await #expect(processExitsWith: .failure) {
            var writer = WireWriter()
            writer.write(UInt16(0))
            writer.overwrite(at: 0, with: UInt32(1))
        }
    }
}
