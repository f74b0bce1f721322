import GridDeterminism
import GridIdentity
import GridLink
import GridWire

func address(_ port: UInt16) -> NodeAddress {
    guard let address = NodeAddress(host: "10.0.0.1", port: port) else { fatalError("the address is valid") }
    return address
}

func clusterName(_ name: String) -> ClusterName {
    guard let name = ClusterName(name) else { fatalError("the name is valid") }
    return name
}

/// The identity of the node that listens at `port`.
func identity(
    _ port: UInt16, cluster: String = "grid", settings: SharedSettings = commonSettings
) -> LinkIdentity {
    LinkIdentity(
        cluster: clusterName(cluster), node: NodeID(name: "node-\(port)", epoch: 1), address: address(port),
        settings: settings)
}

/// What all nodes of the tests are configured with that do not say otherwise.
let commonSettings = SharedSettings(
    replicaCount: 3, virtualNodeCount: 0x0102, maximumValueByteCount: 0x0304_0506)

/// One for each setting, that differs from ``commonSettings`` in it and nothing else.
let differingSettings: [(SettingsConflict.Setting, SharedSettings)] = [
    (
        .replicaCount,
        SharedSettings(replicaCount: 2, virtualNodeCount: 0x0102, maximumValueByteCount: 0x0304_0506)
    ),
    (
        .virtualNodeCount,
        SharedSettings(replicaCount: 3, virtualNodeCount: 0x0103, maximumValueByteCount: 0x0304_0506)
    ),
    (
        .maximumValueByteCount,
        SharedSettings(replicaCount: 3, virtualNodeCount: 0x0102, maximumValueByteCount: 0x0404_0506)
    ),
]

/// `milliseconds` after the beginning of the tests.
func instant(_ milliseconds: UInt64) -> Instant {
    Instant(nanoseconds: (1_000_000 + milliseconds) * 1_000_000)
}

/// One frame.
struct Frame: Hashable {
    var kind: UInt8
    var payload: [UInt8]

    var bytes: [UInt8] {
        var writer = WireWriter()
        writer.writeFrame(kind: kind) { $0.writeBytes(payload.span) }
        return writer.takeBytes()
    }
}

/// The payload of a hello, field by field, so that tests can write what the code never would.
func helloPayload(
    major: UInt16 = 1, minor: UInt16 = 0, cluster: String = "grid", lane: UInt8 = 2,
    node: NodeID = NodeID(name: "node-2", epoch: 1), port: UInt16 = 2,
    settings: SharedSettings = commonSettings, appended: [UInt8] = []
) -> [UInt8] {
    var writer = WireWriter()
    writer.write(major)
    writer.write(minor)
    writer.writeText(cluster)
    writer.write(lane)
    writer.write(node)
    writer.write(address(port))
    writer.write(settings.replicaCount)
    writer.write(settings.virtualNodeCount)
    writer.write(settings.maximumValueByteCount)
    writer.writeBytes(appended.span)
    return writer.takeBytes()
}

func helloBytes(
    major: UInt16 = 1, minor: UInt16 = 0, cluster: String = "grid", lane: UInt8 = 2,
    node: NodeID = NodeID(name: "node-2", epoch: 1), port: UInt16 = 2,
    settings: SharedSettings = commonSettings, appended: [UInt8] = []
) -> [UInt8] {
    Frame(
        kind: HandshakeKind.hello,
        payload: helloPayload(
            major: major, minor: minor, cluster: cluster, lane: lane, node: node, port: port,
            settings: settings, appended: appended)
    ).bytes
}

/// A table whose effects a test can look at, together with what it received.
final class Endpoint {
    var table: LinkTable
    var effects: [LinkEffect] = []
    var received: [Frame] = []
    var lost: [LostLink] = []

    init(_ port: UInt16 = 1, _ change: (inout LinkConfiguration) -> Void = { _ in }) {
        var configuration = LinkConfiguration()
        change(&configuration)
        table = LinkTable(local: identity(port), lane: .data, configuration: configuration)
    }

    func takeEffects() -> [LinkEffect] {
        table.flush(into: &effects)
        defer { effects = [] }
        return effects
    }

    /// How many bytes the table wrote to `link` since the effects were last taken.
    func written(to link: LinkID) -> Int {
        takeEffects().reduce(0) { count, effect in
            if case .write(link, let bytes) = effect { count + bytes.count } else { count }
        }
    }

    /// Sends one message and returns the connection that took it.
    func send(_ text: String, to port: UInt16, at milliseconds: UInt64) -> LinkID? {
        table.send(kind: 40, to: address(port), at: instant(milliseconds), into: &effects) {
            $0.writeBytes([UInt8](text.utf8).span)
        }
    }

    /// Feeds bytes as a machine does: handshakes to the table, everything else into ``received``.
    func receive(_ bytes: [UInt8], on link: LinkID, at milliseconds: UInt64) {
        let now = instant(milliseconds)
        guard var decoder = table.beginReceiving(bytes.span, on: link, at: now) else { return }
        do throws(WireError) {
            var frames: [Frame] = []
            while let frame = try decoder.nextFrame() { frames.append(frame) }
            for frame in frames {
                if frame.kind >= HandshakeKind.firstUpperKind {
                    received.append(frame)
                } else if let loss = table.receiveHandshake(
                    kind: frame.kind, payload: frame.payload.span, on: link, at: now, into: &effects)
                {
                    lost.append(loss)
                }
            }
            table.finishReceiving(decoder, on: link)
        } catch {
            if let loss = table.lose(link, reason: .damaged, at: now, into: &effects) { lost.append(loss) }
        }
    }

    func supervise(at milliseconds: UInt64) {
        lost += table.superviseLinks(at: instant(milliseconds), into: &effects)
    }

    /// Makes a connection to `port` and completes the handshake.
    func establish(to port: UInt16, at milliseconds: UInt64) -> LinkID? {
        guard let link = send("first", to: port, at: milliseconds) else { return nil }
        table.opened(link, at: instant(milliseconds), into: &effects)
        receive(welcome(from: port), on: link, at: milliseconds)
        return link
    }

    /// Takes over a connection from `port`.
    func accept(from port: UInt16, at milliseconds: UInt64) -> LinkID {
        let hello = Hello(identity: identity(port), lane: .data)
        return table.accept(
            AcceptedPeer(hello: hello, remainder: []), at: instant(milliseconds), into: &effects)
    }

    func opened(_ link: LinkID, at milliseconds: UInt64) {
        table.opened(link, at: instant(milliseconds), into: &effects)
    }

    func closed(_ link: LinkID, at milliseconds: UInt64) -> LostLink? {
        table.closed(link, at: instant(milliseconds))
    }

    func drop(_ port: UInt16) -> [LinkID] {
        table.drop(address(port), into: &effects)
    }

    func beginReceiving(_ bytes: [UInt8], on link: LinkID, at milliseconds: UInt64) -> FrameDecoder? {
        table.beginReceiving(bytes.span, on: link, at: instant(milliseconds))
    }
}

func welcome(from port: UInt16) -> [UInt8] {
    Frame(
        kind: HandshakeKind.welcome,
        payload: helloPayload(node: identity(port).node, port: port)
    ).bytes
}

extension FrameDecoder {
    mutating func nextFrame() throws(WireError) -> Frame? {
        try withNextFrame { kind, payload throws(WireError) in
            var bytes: [UInt8] = []
            for index in 0..<payload.count { bytes.append(payload[index]) }
            return Frame(kind: kind, payload: bytes)
        }
    }
}

/// The frames in the bytes that are written to `link`.
func frames(writtenTo link: LinkID, in effects: [LinkEffect]) -> [Frame] {
    var decoder = FrameDecoder(maximumPayloadByteCount: 1 << 20)
    for case .write(link, let bytes) in effects { decoder.append(bytes.span) }
    var frames: [Frame] = []
    // The table's own frames are whole.
    while let frame = try? decoder.nextFrame() { frames.append(frame) }
    return frames
}
