import GridDeterminism
import GridIdentity
import GridLink
import GridWire
import Testing

@Suite("Handshakes of strangers")
struct InboundHandshakeTests {
    private func outcome(of bytes: [UInt8]) -> InboundHandshake.Outcome {
        var handshake = InboundHandshake(local: identity(1))
        return handshake.receive(bytes.span)
    }

    private func refusal(of bytes: [UInt8]) -> LinkRefusal? {
        guard case .refused(let refusal, let reply) = outcome(of: bytes) else { return nil }
        let said: [UInt8] =
            switch refusal {
            case .malformedHello: []
            case .unsupportedVersion, .sameNode: [0, 1, 0, 0]
            case .otherCluster: [0, 1, 0, 0, 4] + Array("grid".utf8)
            case .otherSettings: [0, 1, 0, 0, 3, 1, 2, 3, 4, 5, 6]
            }
        let frame = Frame(kind: HandshakeKind.refusal, payload: [refusal.rawValue] + said)
        #expect(reply == frame.bytes)
        return refusal
    }

    @Test("A member of the same cluster is accepted, with everything that it said of itself")
    func accepted() throws {
        guard case .accepted(let peer) = outcome(of: helloBytes()) else {
            Issue.record("the hello was not accepted")
            return
        }
        #expect(peer.hello == Hello(identity: identity(2), lane: .data))
        #expect(peer.remainder.isEmpty)
    }

    @Test("What follows the hello is kept")
    func remainder() throws {
        let next = Frame(kind: 40, payload: [1, 2, 3]).bytes
        guard case .accepted(let peer) = outcome(of: helloBytes() + next.prefix(5)) else {
            Issue.record("the hello was not accepted")
            return
        }
        #expect(peer.remainder == Array(next.prefix(5)))
    }

    @Test("A hello may arrive byte by byte")
    func singleBytes() {
        var handshake = InboundHandshake(local: identity(1))
        let hello = helloBytes()
        for byte in hello.dropLast() {
            let outcome = handshake.receive([byte].span)
            #expect(outcome == .needsMoreBytes)
        }
        guard case .accepted = handshake.receive([hello[hello.count - 1]].span) else {
            Issue.record("the hello was not accepted")
            return
        }
    }

    @Test("A newer minor version is accepted, and the fields that it appends are skipped")
    func newerMinor() {
        guard case .accepted(let peer) = outcome(of: helloBytes(minor: 9, appended: [1, 2, 3, 4])) else {
            Issue.record("the hello was not accepted")
            return
        }
        #expect(peer.hello.version == ProtocolVersion(major: 1, minor: 9))
    }

    @Test("Another major version, another cluster and the node itself are refused with the reason")
    func refusals() {
        #expect(refusal(of: helloBytes(major: 2)) == .unsupportedVersion)
        #expect(refusal(of: helloBytes(major: 0)) == .unsupportedVersion)
        #expect(refusal(of: helloBytes(cluster: "other")) == .otherCluster)
        #expect(refusal(of: helloBytes(node: identity(1).node)) == .sameNode)
    }

    @Test("A node that differs in any one shared setting is refused, and what differs is known")
    func otherSettings() {
        for (setting, settings) in differingSettings {
            #expect(refusal(of: helloBytes(settings: settings)) == .otherSettings)
            var handshake = InboundHandshake(local: identity(1))
            _ = handshake.receive(helloBytes(settings: settings).span)
            #expect(handshake.conflict?.differences.map(\.setting) == [setting])
            #expect(handshake.claimedIdentity == identity(2, settings: settings))
        }
    }

    @Test("Another cluster and the node itself are told from other settings")
    func otherClusterFirst() {
        let settings = differingSettings[0].1
        #expect(refusal(of: helloBytes(cluster: "other", settings: settings)) == .otherCluster)
        #expect(refusal(of: helloBytes(node: identity(1).node, settings: settings)) == .sameNode)
    }

    @Test("Other settings are recognised although a newer minor version appended fields")
    func otherSettingsOfNewerMinor() {
        let settings = differingSettings[2].1
        #expect(refusal(of: helloBytes(minor: 9, settings: settings, appended: [1, 2])) == .otherSettings)
    }

    @Test("Another life of the same name is not the node itself")
    func otherLife() {
        guard case .accepted = outcome(of: helloBytes(node: NodeID(name: "node-1", epoch: 2))) else {
            Issue.record("the hello was not accepted")
            return
        }
    }

    @Test("Another major version is recognised although the rest of its hello has another layout")
    func otherLayout() {
        let hello = Frame(kind: HandshakeKind.hello, payload: [0, 2, 0, 0, 0xFF, 0xFF]).bytes
        #expect(refusal(of: hello) == .unsupportedVersion)
    }

    @Test("An unknown lane, another kind of frame, garbage and an oversized hello are all malformed")
    func malformed() {
        #expect(refusal(of: helloBytes(lane: 7)) == .malformedHello)
        #expect(
            refusal(of: Frame(kind: HandshakeKind.welcome, payload: helloPayload()).bytes) == .malformedHello)
        #expect(refusal(of: Frame(kind: 40, payload: [1]).bytes) == .malformedHello)
        #expect(refusal(of: [UInt8]("GET / HTTP/1.1\r\n\r\n".utf8)) == .malformedHello)
        #expect(
            refusal(of: helloBytes(appended: [UInt8](repeating: 0, count: 5_000))) == .malformedHello)
    }

    @Test("Every truncated payload is malformed, and every truncated frame waits")
    func truncation() {
        let payload = helloPayload()
        for length in 0..<payload.count {
            let frame = Frame(kind: HandshakeKind.hello, payload: Array(payload.prefix(length)))
            #expect(refusal(of: frame.bytes) == .malformedHello, "\(length) bytes")
        }
        let hello = helloBytes()
        for length in 0..<hello.count { #expect(outcome(of: Array(hello.prefix(length))) == .needsMoreBytes) }
    }

    @Test("A flipped bit anywhere is never accepted as the original")
    func bitFlips() {
        let hello = helloBytes()
        for bit in 0..<hello.count * 8 {
            var damaged = hello
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            if case .accepted = outcome(of: damaged) { Issue.record("accepted with bit \(bit) flipped") }
        }
    }

    @Test("Random bytes never trap and are never accepted")
    func randomBytes() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<5_000 {
            let noise = (0..<random.next(below: 80)).map { _ in UInt8(random.next(below: 256)) }
            if case .accepted = outcome(of: noise) { Issue.record("accepted \(noise)") }
            // Behind a valid header, too.
            let frame = Frame(kind: HandshakeKind.hello, payload: noise)
            if case .accepted = outcome(of: frame.bytes) { Issue.record("accepted \(noise)") }
        }
    }
}
