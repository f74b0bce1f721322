import GridDeterminism
import GridIdentity
import GridWire
import Testing

@Suite("Identities on the wire")
struct IdentityWireTests {
    @Test("Identities, addresses and cluster names survive the round trip, and no truncation of them does")
    func roundTrip() throws {
        let node = NodeID(name: "knoten-ä", epoch: .max)
        let address = try #require(NodeAddress("[::1]:7946"))
        let cluster = try #require(ClusterName("shop"))
        let nodeBytes = write { $0.write(node) }
        let addressBytes = write { $0.write(address) }
        let clusterBytes = write { $0.write(cluster) }

        #expect(read(nodeBytes) { reader throws(WireError) in try reader.readNodeID() } == .success(node))
        #expect(
            read(addressBytes) { reader throws(WireError) in try reader.readNodeAddress() }
                == .success(address))
        #expect(
            read(clusterBytes) { reader throws(WireError) in try reader.readClusterName() }
                == .success(cluster))

        for length in 0..<nodeBytes.count {
            let result = read(Array(nodeBytes[..<length])) { reader throws(WireError) in
                try reader.readNodeID()
            }
            #expect(throws: WireError.self) { try result.get() }
        }
        for length in 0..<addressBytes.count {
            let result = read(Array(addressBytes[..<length])) { reader throws(WireError) in
                try reader.readNodeAddress()
            }
            #expect(throws: WireError.self) { try result.get() }
        }
    }

    @Test("Names that no node may have are refused")
    func invalidNames() {
        let empty = read(write { $0.writeText("") }) { reader throws(WireError) in
            try reader.readClusterName()
        }
        let control = read(
            write { writer in
                writer.writeText("a\nb")
                writer.write(UInt64(1))
            }
        ) { reader throws(WireError) in try reader.readNodeID() }
        let long = read(write { $0.writeText(String(repeating: "x", count: 256)) }) {
            reader throws(WireError) in
            try reader.readClusterName()
        }

        #expect(empty == .failure(.invalidText(field: "cluster name")))
        #expect(control == .failure(.invalidText(field: "node name")))
        #expect(long == .failure(.limitExceeded(field: "cluster name", value: 256, maximum: 255)))
    }

    @Test("An address that nobody can call is refused")
    func portZero() {
        let bytes = write { writer in
            writer.writeText("host")
            writer.write(UInt16(0))
        }

        let result = read(bytes) { reader throws(WireError) in try reader.readNodeAddress() }

        #expect(result == .failure(.invalidText(field: "node address")))
    }

    @Test("Random bytes are read or refused, and never trap", arguments: [UInt64(1), 2, 3])
    func randomBytes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<5_000 {
            // Small bytes are likely counts, so that many inputs get beyond their first field.
            let bytes = (0..<random.next(below: 40)).map { _ in
                UInt8(random.next(below: random.next(below: 2) == 0 ? 256 : 16))
            }
            let consumed = read(bytes) { reader throws(WireError) in
                let before = reader.remainingByteCount
                do throws(WireError) {
                    switch random.next(below: 6) {
                    case 0: _ = try reader.readNodeID()
                    case 1: _ = try reader.readNodeAddress()
                    case 2: _ = try reader.readClusterName()
                    case 3: _ = try reader.readVariableInteger()
                    case 4: _ = try reader.readCountedBytes("bytes", maximum: .max)
                    default: _ = try reader.readText("text", maximumByteCount: .max)
                    }
                } catch {
                    return before == reader.remainingByteCount
                }
                return before > reader.remainingByteCount
            }
            #expect(consumed == .success(true), "seed \(seed), bytes \(bytes)")
        }
    }
}
