import GridIdentity
import GridLink
import GridMembership
import GridReplication
import GridWire

/// Says in words what frames are about, for people who look at messages.
enum FrameAccount {
    /// The kind of the frames that carry membership messages.
    private static let membershipKind: UInt8 = 16
    /// The sender's clock, before a membership message.
    private static let clockByteCount = 8
    /// How many claims are spelled out.
    private static let claimLimit = 4

    /// What the frames in `bytes` are; bytes that are no whole frames are called so.
    static func text(of bytes: [UInt8]) -> String {
        var parts: [(text: String, count: Int)] = []
        var offset = 0
        while offset < bytes.count {
            guard offset + FrameHeader.byteCount <= bytes.count else { return "a part of a frame" }
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            let start = offset + FrameHeader.byteCount
            guard start + length <= bytes.count else { return "a part of a frame" }
            let text = name(kind: bytes[offset + 5], payload: bytes[start..<start + length])
            if let last = parts.indices.last, parts[last].text == text {
                parts[last].count += 1
            } else {
                parts.append((text, 1))
            }
            offset = start + length
        }
        return parts.map { $0.count > 1 ? "\($0.count) × \($0.text)" : $0.text }.joined(separator: ", ")
    }

    private static func name(kind: UInt8, payload: ArraySlice<UInt8>) -> String {
        switch kind {
        case HandshakeKind.hello: "hello"
        case HandshakeKind.welcome: "welcome"
        case HandshakeKind.refusal: "refusal"
        case HandshakeKind.ping: "sign of life?"
        case HandshakeKind.pong: "sign of life"
        case membershipKind: membership(Array(payload.dropFirst(clockByteCount)))
        case DataKind.replicate: "batch"
        case DataKind.replicated: "batch confirmed"
        case DataKind.read: "read"
        case DataKind.readAnswer: "read answered"
        case DataKind.update: "update"
        case DataKind.updateAnswer: "update answered"
        default: "frame of kind \(kind)"
        }
    }

    private static func membership(_ bytes: [UInt8]) -> String {
        let decoded: MembershipMessage?
        do throws(WireError) {
            decoded = try MembershipMessage.decode(bytes.span)
        } catch {
            return "a malformed membership message"
        }
        guard let message = decoded else { return "membership message of a newer version" }
        let claims = message.claims.filter { $0.member.state != .alive }
        let rumors = claims.prefix(claimLimit).map { "\($0.member.id.name) is \($0.member.state)" }
        let more = claims.count > claimLimit ? ["\(claims.count - claimLimit) more"] : []
        let told = rumors + more
        return name(of: message.content) + (told.isEmpty ? "" : " (\(told.joined(separator: ", ")))")
    }

    private static func name(of content: MembershipMessage.Content) -> String {
        switch content {
        case .ping(_, let target): "ping \(target.name)"
        case .acknowledgement(_, let answerer, _): "\(answerer.name) is there"
        case .pingRequest(_, let target, _): "please ping \(target.name)"
        case .gossip: "gossip"
        case .pushPullRequest: "full view, please yours"
        case .pushPullReply: "full view"
        }
    }
}
