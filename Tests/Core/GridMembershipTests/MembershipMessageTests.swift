import GridDeterminism
import GridIdentity
import GridMembership
import GridWire
import Testing

@Suite("Membership messages")
struct MembershipMessageTests {
    static let samples: [MembershipMessage] = {
        var sender = member("alpha", 1, epoch: 1_700_000_000_000, incarnation: 300)
        sender.zone = "zone-a"
        sender.weight = 4
        let target = NodeID(name: "beta", epoch: 7)
        let claims = [
            MemberClaim(member("beta", 2, epoch: 7, .suspect, incarnation: 2)),
            MemberClaim(member("gamma", 3, epoch: 9, .dead), secondsSinceDeparture: 86_000),
            MemberClaim(member("delta", 4, epoch: 9, .left, incarnation: Member.maximumIncarnation)),
        ]
        return [
            MembershipMessage(sender: sender, content: .ping(sequence: .max, target: target), claims: claims),
            MembershipMessage(
                sender: sender, content: .acknowledgement(sequence: 5, answerer: target, incarnation: 9)),
            MembershipMessage(
                sender: sender.changed(toLeft: true),
                content: .pingRequest(sequence: 6, target: target, address: address(2)), claims: claims),
            MembershipMessage(sender: sender, content: .gossip, claims: claims),
            MembershipMessage(sender: sender, content: .pushPullRequest, claims: claims),
            MembershipMessage(sender: sender, content: .pushPullReply),
        ]
    }()

    @Test("What is written is read back", arguments: samples)
    func roundTrip(message: MembershipMessage) throws {
        #expect(try MembershipMessage.decode(message.encoded().span) == message)
    }

    @Test("A message has the same bytes for ever")
    func layout() {
        let message = MembershipMessage(
            sender: member("a", 1, epoch: 2, incarnation: 3),
            content: .ping(sequence: 0x0102_0304, target: NodeID(name: "b", epoch: 5)),
            claims: [MemberClaim(member("c", 2, .left, incarnation: 1), secondsSinceDeparture: 200)])

        let expected: [UInt8] =
            [1]
            + [27, 1, 0x61, 0, 0, 0, 0, 0, 0, 0, 2]
            + [8] + Array("10.0.0.1".utf8) + [0x1B, 0x58, 0, 3, 0, 0, 1, 0]
            + [14, 1, 2, 3, 4, 1, 0x62, 0, 0, 0, 0, 0, 0, 0, 5]
            + [29, 28, 1, 0x63, 0, 0, 0, 0, 0, 0, 0, 1]
            + [8] + Array("10.0.0.2".utf8) + [0x1B, 0x58, 3, 1, 0, 0, 1, 0xC8, 1]
        #expect(message.encoded() == expected)
    }

    @Test("A message that ends early is refused, wherever it ends", arguments: samples)
    func truncation(message: MembershipMessage) {
        let bytes = message.encoded()
        for count in bytes.indices {
            #expect(throws: WireError.self, "\(count) of \(bytes.count) bytes") {
                try MembershipMessage.decode(bytes.span.extracting(0..<count))
            }
        }
    }

    @Test("A flipped bit is refused or gives another message that can be written again", arguments: samples)
    func bitFlips(message: MembershipMessage) throws {
        let bytes = message.encoded()
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let decoded = try? MembershipMessage.decode(damaged.span) else { continue }
            let again = try MembershipMessage.decode(decoded.encoded().span)
            #expect(again == decoded, "bit \(bit)")
        }
    }

    @Test("Random bytes never trap and never change a node", arguments: [1, 2, 3, 4] as [UInt64])
    func randomBytes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let node = TestNode(member("a", 1))
        _ = node.start(at: .zero)
        let before = node.membership.viewHash
        for round in 0..<5_000 {
            var bytes = (0..<random.next(below: 120)).map { _ in UInt8(random.next(below: 256)) }
            if !bytes.isEmpty { bytes[0] = UInt8(1 + round % 6) }
            let effects = node.receive(bytes, from: address(2), at: .zero)
            #expect(effects.isEmpty, "seed \(seed), round \(round)")
        }
        #expect(node.membership.viewHash == before, "seed \(seed)")
        #expect(node.membership.statistics.malformedMessageCount == 5_000)
    }

    @Test("Fields that a newer version appends are skipped, in every area")
    func newerVersion() throws {
        let message = Self.samples[0]
        let extended = try appendingByteToEveryArea(of: message)

        #expect(try MembershipMessage.decode(extended.span) == message)
    }

    @Test("A kind that only a newer version knows is counted and ignored")
    func unknownKind() {
        let node = TestNode(member("a", 1))

        let effects = node.receive([200, 1, 2, 3], from: address(2), at: .zero)

        #expect(effects.isEmpty)
        #expect(node.membership.statistics.unknownMessageCount == 1)
        #expect(node.membership.statistics.malformedMessageCount == 0)
    }

    @Test("Values that the protocol does not define are refused")
    func undefinedValues() {
        var bytes = MembershipMessage(sender: member("a", 1), content: .gossip).encoded()
        // Kind, two counts, name, epoch, host with its count and port precede the state.
        let statePosition = 1 + 1 + 1 + 1 + 8 + 9 + 2
        #expect(bytes[statePosition] == 0)
        bytes[statePosition] = 4
        #expect(throws: WireError.invalidValue(field: "member state", value: 4)) {
            try MembershipMessage.decode(bytes.span)
        }
        bytes[statePosition] = 2
        #expect(throws: WireError.invalidValue(field: "sender state", value: 2)) {
            try MembershipMessage.decode(bytes.span)
        }
        bytes[statePosition] = 0
        bytes[statePosition + 4] = 0
        #expect(throws: WireError.invalidValue(field: "weight", value: 0)) {
            try MembershipMessage.decode(bytes.span)
        }
    }

    @Test("A message above one mebibyte is refused before it is read")
    func oversized() {
        let bytes = [UInt8](repeating: 4, count: 1 << 20 + 1)

        #expect(
            throws: WireError.limitExceeded(field: "membership message", value: 1_048_577, maximum: 1_048_576)
        ) {
            try MembershipMessage.decode(bytes.span)
        }
    }

    /// Rewrites a message whose counts are all below 128 minus one.
    private func appendingByteToEveryArea(of message: MembershipMessage) throws -> [UInt8] {
        let bytes = message.encoded()
        var reader = WireReader(bytes.span)
        var writer = WireWriter()
        writer.write(try reader.readUInt8())
        for field in ["sender", "content"] as [FieldName] {
            let area = [UInt8](try reader.readCountedBytes(field, maximum: 1_000)) + [0xEE]
            writer.writeCountedBytes(area.span)
        }
        var claims = WireReader(try reader.readCountedBytes("claims", maximum: 1_000))
        var extended = WireWriter()
        while claims.remainingByteCount > 0 {
            let claim = [UInt8](try claims.readCountedBytes("claim", maximum: 1_000)) + [0xEE]
            extended.writeCountedBytes(claim.span)
        }
        let claimsArea = extended.takeBytes()
        writer.writeCountedBytes(claimsArea.span)
        writer.write(UInt8(0xEE))
        return writer.takeBytes()
    }
}

extension Array where Element == UInt8 {
    fileprivate init(_ span: Span<UInt8>) {
        self = []
        for index in span.indices { append(span[index]) }
    }
}

extension Member {
    fileprivate func changed(toLeft: Bool) -> Member {
        var copy = self
        if toLeft { copy.state = .left }
        return copy
    }
}
