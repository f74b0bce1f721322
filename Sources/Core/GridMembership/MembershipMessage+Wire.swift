import GridIdentity
package import GridWire

// A message is a byte for its kind and then four areas, each preceded by its byte count, so that a later version
// can append fields to any of them and this one skips what it does not know:
//
//      ┌──────┬────────┬─────────┬───────────────────────┬─ ─ ─ ─
//      │ kind │ sender │ content │ claims: claim claim … │ later
//      └──────┴────────┴─────────┴───────────────────────┴─ ─ ─ ─

extension MembershipMessage.Content {
    /// The first byte of a message.
    enum Kind: UInt8, CaseIterable {
        case ping = 1
        case acknowledgement = 2
        case pingRequest = 3
        case gossip = 4
        case pushPullRequest = 5
        case pushPullReply = 6
    }

    var kind: Kind {
        switch self {
        case .ping: .ping
        case .acknowledgement: .acknowledgement
        case .pingRequest: .pingRequest
        case .gossip: .gossip
        case .pushPullRequest: .pushPullRequest
        case .pushPullReply: .pushPullReply
        }
    }
}

extension MembershipMessage {
    /// Reads a message; `nil` when its kind is one that only a newer version knows.
    package static func decode(_ payload: Span<UInt8>) throws(WireError) -> MembershipMessage? {
        guard payload.count <= maximumByteCount else {
            throw .limitExceeded(
                field: "membership message", value: UInt64(payload.count), maximum: UInt64(maximumByteCount))
        }
        var reader = WireReader(payload)
        guard let kind = Content.Kind(rawValue: try reader.readUInt8()) else { return nil }
        var area = WireReader(try reader.readCountedBytes("sender", maximum: maximumByteCount))
        let sender = try area.readMemberClaim().member
        guard sender.state == .alive || sender.state == .left else {
            throw .invalidValue(field: "sender state", value: UInt64(sender.state.rawValue))
        }
        area = WireReader(try reader.readCountedBytes("content", maximum: maximumByteCount))
        let content = try area.readContent(of: kind)
        area = WireReader(try reader.readCountedBytes("claims", maximum: maximumByteCount))
        var claims: [MemberClaim] = []
        while area.remainingByteCount > 0 {
            var claim = WireReader(try area.readCountedBytes("claim", maximum: maximumByteCount))
            claims.append(try claim.readMemberClaim())
        }
        return MembershipMessage(sender: sender, content: content, claims: claims)
    }

    /// The bytes of the message.
    package func encoded() -> [UInt8] {
        var writer = MembershipMessageWriter(
            sender: sender, content: content, byteLimit: Self.maximumByteCount)
        for claim in claims {
            let fits = writer.append(claim)
            precondition(fits, "\(claims.count) claims exceed the largest message")
        }
        return writer.finish()
    }
}

/// Makes one message, to which claims are added as long as they fit.
struct MembershipMessageWriter {
    private var message = WireWriter(reservingByteCount: 256)
    private var claims = WireWriter()
    private var scratch = WireWriter()
    private let byteLimit: Int

    /// Begins a message; only the addition of claims respects the limit.
    init(sender: Member, content: MembershipMessage.Content, byteLimit: Int) {
        self.byteLimit = byteLimit
        message.write(content.kind.rawValue)
        var area = WireWriter(reservingByteCount: 96)
        area.write(MemberClaim(sender))
        message.writeCountedBytes(area.bytes.span)
        area.removeAll()
        area.write(content)
        message.writeCountedBytes(area.bytes.span)
        scratch = area
    }

    /// Adds `claim`; does nothing and returns `false` when it does not fit.
    mutating func append(_ claim: MemberClaim) -> Bool {
        scratch.removeAll()
        scratch.write(claim)
        let encoded = scratch.bytes
        // Up to four bytes before the claim and before all claims together.
        guard message.bytes.count + claims.bytes.count + encoded.count + 8 <= byteLimit else { return false }
        claims.writeCountedBytes(encoded.span)
        return true
    }

    /// The bytes of the whole message.
    mutating func finish() -> [UInt8] {
        let claimsArea = claims.takeBytes()
        message.writeCountedBytes(claimsArea.span)
        return message.takeBytes()
    }
}

extension WireWriter {
    fileprivate mutating func write(_ claim: MemberClaim) {
        let member = claim.member
        write(member.id)
        write(member.address)
        write(member.state.rawValue)
        writeVariableInteger(member.incarnation)
        writeText(member.zone)
        write(member.weight)
        writeVariableInteger(claim.secondsSinceDeparture)
    }

    fileprivate mutating func write(_ content: MembershipMessage.Content) {
        switch content {
        case .ping(let sequence, let target):
            write(sequence)
            write(target)
        case .acknowledgement(let sequence, let answerer, let incarnation):
            write(sequence)
            write(answerer)
            writeVariableInteger(incarnation)
        case .pingRequest(let sequence, let target, let address):
            write(sequence)
            write(target)
            write(address)
        case .gossip, .pushPullRequest, .pushPullReply:
            break
        }
    }
}

extension WireReader {
    @_lifetime(self: copy self)
    fileprivate mutating func readMemberClaim() throws(WireError) -> MemberClaim {
        let id = try readNodeID()
        let address = try readNodeAddress()
        let rawState = try readUInt8()
        guard let state = MemberState(rawValue: rawState) else {
            throw .invalidValue(field: "member state", value: UInt64(rawState))
        }
        let incarnation = try readIncarnation()
        let zone = try readText("zone", maximumByteCount: Member.maximumZoneByteCount)
        let weight = try readUInt16()
        guard weight >= 1 else { throw .invalidValue(field: "weight", value: UInt64(weight)) }
        let member = Member(
            id: id, address: address, state: state, incarnation: incarnation, zone: zone, weight: weight)
        return MemberClaim(member, secondsSinceDeparture: try readVariableInteger())
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readContent(
        of kind: MembershipMessage.Content.Kind
    ) throws(WireError) -> MembershipMessage.Content {
        switch kind {
        case .ping:
            .ping(sequence: try readUInt32(), target: try readNodeID())
        case .acknowledgement:
            .acknowledgement(
                sequence: try readUInt32(), answerer: try readNodeID(), incarnation: try readIncarnation())
        case .pingRequest:
            .pingRequest(
                sequence: try readUInt32(), target: try readNodeID(), address: try readNodeAddress())
        case .gossip: .gossip
        case .pushPullRequest: .pushPullRequest
        case .pushPullReply: .pushPullReply
        }
    }

    @_lifetime(self: copy self)
    private mutating func readIncarnation() throws(WireError) -> UInt64 {
        let incarnation = try readVariableInteger()
        guard incarnation <= Member.maximumIncarnation else {
            throw .limitExceeded(
                field: "incarnation", value: incarnation, maximum: Member.maximumIncarnation)
        }
        return incarnation
    }
}
