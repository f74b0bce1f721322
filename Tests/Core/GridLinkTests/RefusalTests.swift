import GridDeterminism
import GridIdentity
import GridLink
import GridWire
import Testing

@Suite("Refusals")
struct RefusalTests {
    /// What the node that is refused says to its operator.
    private func report(after payload: [UInt8]) throws -> LinkReport.Trouble? {
        try fullReport(after: payload)?.trouble
    }

    private func fullReport(after payload: [UInt8]) throws -> LinkReport? {
        let endpoint = Endpoint()
        let link = try #require(endpoint.send("x", to: 2, at: 0))
        endpoint.opened(link, at: 0)
        _ = endpoint.takeEffects()
        endpoint.receive(Frame(kind: HandshakeKind.refusal, payload: payload).bytes, on: link, at: 1)
        let effects = endpoint.takeEffects()
        #expect(effects.last == .close(link))
        #expect(endpoint.table.statistics.refusedAttemptCount == 1)
        guard case .report(let report) = effects.first else { return nil }
        #expect(report.address == address(2))
        #expect(report.cluster == clusterName("grid"))
        return report
    }

    @Test("A node that is refused for its cluster learns the other cluster's name")
    func otherCluster() throws {
        var handshake = InboundHandshake(local: identity(2, cluster: "blue"))
        guard case .refused(.otherCluster, let reply) = handshake.receive(helloBytes().span) else {
            Issue.record("the hello was not refused")
            return
        }
        let payload: [UInt8] = [2, 0, 1, 0, 0, 4] + Array("blue".utf8)
        #expect(reply == Frame(kind: HandshakeKind.refusal, payload: payload).bytes)

        let expected = RefusalNotice(
            .otherCluster, version: ProtocolVersion(major: 1, minor: 0), cluster: clusterName("blue"))
        #expect(try report(after: payload) == .refusedByPeer(expected))
    }

    @Test("A node that is refused for its version learns the other version")
    func otherVersion() throws {
        let expected = RefusalNotice(.unsupportedVersion, version: ProtocolVersion(major: 2, minor: 7))
        #expect(try report(after: [1, 0, 2, 0, 7]) == .refusedByPeer(expected))
    }

    @Test("A node that is refused for its settings learns the other node's, and reports what differs")
    func otherSettings() throws {
        for (setting, settings) in differingSettings {
            var handshake = InboundHandshake(local: identity(2, settings: settings))
            let hello = helloBytes(node: identity(1).node, port: 1)
            guard case .refused(.otherSettings, let reply) = handshake.receive(hello.span) else {
                Issue.record("the hello was not refused")
                return
            }
            var decoder = FrameDecoder(maximumPayloadByteCount: 64)
            decoder.append(reply.span)
            let frame = try #require(try decoder.nextFrame())
            #expect(frame.kind == HandshakeKind.refusal)

            let report = try #require(try fullReport(after: frame.payload))
            let expected = RefusalNotice(.otherSettings, version: .current, settings: settings)
            #expect(report.trouble == .refusedByPeer(expected))
            #expect(report.conflict?.local == commonSettings)
            #expect(report.conflict?.peer == settings)
            #expect(report.conflict?.differences.map(\.setting) == [setting])
        }
    }

    @Test("A refusal for settings that is cut short tells as much as is left of it")
    func truncatedSettings() throws {
        let payload: [UInt8] = [5, 0, 1, 0, 0, 2, 1, 2, 3, 4, 5, 6]
        for length in 1..<payload.count {
            let report = try #require(try fullReport(after: Array(payload.prefix(length))))
            let notice = RefusalNotice(.otherSettings, version: length < 5 ? nil : .current)
            #expect(report.trouble == .refusedByPeer(notice), "\(length) bytes")
            #expect(report.conflict == nil)
        }
        let report = try #require(try fullReport(after: payload + [1, 2, 3]))
        #expect(report.conflict?.peer == differingSettings[0].1)
    }

    @Test("A refusal for settings that are the same names none")
    func sameSettings() throws {
        let report = try #require(try fullReport(after: [5, 0, 1, 0, 0, 3, 1, 2, 3, 4, 5, 6]))
        let notice = RefusalNotice(.otherSettings, version: .current, settings: commonSettings)
        #expect(report.trouble == .refusedByPeer(notice))
        #expect(report.conflict == nil)
    }

    @Test("A peer that welcomes this node with other settings is turned down, with both")
    func wrongSettingsInWelcome() throws {
        for (_, settings) in differingSettings {
            let endpoint = Endpoint()
            let link = try #require(endpoint.send("x", to: 2, at: 0))
            endpoint.opened(link, at: 0)
            _ = endpoint.takeEffects()

            let payload = helloPayload(settings: settings)
            endpoint.receive(Frame(kind: HandshakeKind.welcome, payload: payload).bytes, on: link, at: 1)

            let report = LinkReport(
                .refusedPeer(.otherSettings), address: address(2), cluster: clusterName("grid"),
                conflict: SettingsConflict(local: commonSettings, peer: settings))
            #expect(endpoint.takeEffects() == [.report(report), .close(link)])
        }
    }

    @Test("Settings that differ are listed with both values, and equal ones are no conflict")
    func differences() throws {
        let other = SharedSettings(replicaCount: 8, virtualNodeCount: 1, maximumValueByteCount: 0x0304_0506)
        let conflict = try #require(SettingsConflict(local: commonSettings, peer: other))

        #expect(conflict.differences.map(\.setting) == [.replicaCount, .virtualNodeCount])
        #expect(conflict.differences.map(\.local) == [3, 0x0102])
        #expect(conflict.differences.map(\.peer) == [8, 1])
        #expect(SettingsConflict(local: other, peer: other) == nil)
    }

    @Test("A stranger who sends no readable hello learns nothing but that")
    func stranger() {
        var handshake = InboundHandshake(local: identity(2, cluster: "blue"))
        let outcome = handshake.receive([UInt8]("GET / HTTP/1.1\r\n\r\n".utf8).span)
        let reply = Frame(kind: HandshakeKind.refusal, payload: [4]).bytes
        #expect(outcome == .refused(.malformedHello, reply: reply))
    }

    @Test("A refusal counts as one, however little of it can be read")
    func unreadable() throws {
        let older = RefusalNotice(.otherCluster)
        #expect(try report(after: [2]) == .refusedByPeer(older))
        #expect(try report(after: [2, 0, 1]) == .refusedByPeer(older))
        #expect(try report(after: []) == .refusedByPeer(RefusalNotice(.malformedHello)))
        #expect(try report(after: [99, 1, 2, 3]) == .refusedByPeer(RefusalNotice(.malformedHello)))
        var random = SeededRandom(seed: 11)
        for _ in 0..<2_000 {
            let noise = (0..<random.next(below: 300)).map { _ in UInt8(random.next(below: 256)) }
            guard case .refusedByPeer = try report(after: noise) else {
                Issue.record("no refusal: \(noise)")
                return
            }
        }
    }

    @Test("A peer that introduces itself as somebody else is reported")
    func wrongWelcome() throws {
        let endpoint = Endpoint()
        let link = try #require(endpoint.send("x", to: 2, at: 0))
        endpoint.opened(link, at: 0)
        _ = endpoint.takeEffects()

        let payload = helloPayload(cluster: "other")
        endpoint.receive(Frame(kind: HandshakeKind.welcome, payload: payload).bytes, on: link, at: 1)

        let report = LinkReport(
            .refusedPeer(.otherCluster), address: address(2), cluster: clusterName("grid"))
        #expect(endpoint.takeEffects() == [.report(report), .close(link)])
    }

    @Test("Damage is reported and counted, and changes nothing on other connections")
    func damage() throws {
        let good = Frame(kind: 40, payload: [1, 2, 3]).bytes
        var flipped = good
        flipped[flipped.count - 1] ^= 1
        let oversized: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 1, 40] + [UInt8](repeating: 0, count: 6)
        for bytes in [flipped, oversized, [UInt8](repeating: 0xA5, count: 64)] {
            let endpoint = Endpoint()
            let bad = endpoint.accept(from: 2, at: 0)
            let other = endpoint.accept(from: 3, at: 0)
            _ = endpoint.takeEffects()

            endpoint.receive(bytes, on: bad, at: 1)

            let report = LinkReport(.damaged, address: address(2), cluster: clusterName("grid"))
            #expect(endpoint.takeEffects() == [.report(report), .close(bad)])
            #expect(endpoint.table.statistics.damagedLinkCount == 1)
            #expect(endpoint.received.isEmpty)
            endpoint.receive(good, on: other, at: 2)
            #expect(endpoint.received == [Frame(kind: 40, payload: [1, 2, 3])])
        }
    }
}
