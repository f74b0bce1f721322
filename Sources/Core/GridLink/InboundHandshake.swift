import GridWire

/// The accepting side of a handshake: reads the first frame of a stranger before any other part of the node sees
/// the connection.
///
/// Only when the stranger proved to be of this cluster does the driver hand the connection to the state machine
/// of the lane that was asked for.
package struct InboundHandshake: Sendable {
    /// How a handshake stands after some bytes.
    package enum Outcome: Hashable, Sendable {
        /// The hello has not arrived completely.
        case needsMoreBytes
        /// Hand the connection to the owner of `peer.lane`.
        case accepted(AcceptedPeer)
        /// Write `reply`, then close the connection.
        case refused(LinkRefusal, reply: [UInt8])
    }

    private let local: LinkIdentity
    private var decoder = FrameDecoder(maximumPayloadByteCount: Hello.maximumByteCount)

    /// What the stranger says of itself, as soon as it could be read; for logs, because nothing proves it.
    package private(set) var claimedIdentity: LinkIdentity?

    /// The settings in which this node and the stranger differ, once it has said its own.
    package var conflict: SettingsConflict? {
        claimedIdentity.flatMap { SettingsConflict(local: local.settings, peer: $0.settings) }
    }

    /// Whether the stranger began a hello and has not ended it.
    package var isUnderWay: Bool { decoder.bufferedByteCount > 0 }

    package init(local: LinkIdentity) {
        self.local = local
    }

    /// Takes the bytes that the stranger sent.
    package mutating func receive(_ bytes: Span<UInt8>) -> Outcome {
        decoder.append(bytes)
        do throws(WireError) {
            let local = local
            var claimedIdentity: LinkIdentity?
            let judgement = try decoder.withNextFrame { kind, payload in
                guard kind == HandshakeKind.hello else { return Judgement.failure(.malformedHello) }
                do throws(LinkRefusal) {
                    let hello = try Hello.decode(payload)
                    claimedIdentity = hello.identity
                    try hello.check(for: local)
                    return .success(hello)
                } catch {
                    return .failure(error)
                }
            }
            self.claimedIdentity = claimedIdentity
            switch judgement {
            case nil: return .needsMoreBytes
            case .success(let hello):
                return .accepted(AcceptedPeer(hello: hello, remainder: decoder.takeRemainder()))
            case .failure(let refusal): return refuse(refusal)
            }
        } catch {
            return refuse(.malformedHello)
        }
    }

    private typealias Judgement = Result<Hello, LinkRefusal>

    private func refuse(_ refusal: LinkRefusal) -> Outcome {
        var writer = WireWriter()
        let notice = RefusalNotice(refusal, from: local)
        writer.writeFrame(kind: HandshakeKind.refusal) { notice.encode(into: &$0) }
        return .refused(refusal, reply: writer.takeBytes())
    }
}

/// A stranger who proved to be a member of this cluster.
package struct AcceptedPeer: Hashable, Sendable {
    package let hello: Hello
    /// What arrived behind the hello.
    package let remainder: [UInt8]

    package init(hello: Hello, remainder: [UInt8]) {
        self.hello = hello
        self.remainder = remainder
    }

    package var lane: Lane { hello.lane }
}
