import GridConfiguration
import GridDriver
import GridIdentity
import GridLink
import GridMembership
import GridSidecar

extension LogEvent {
    /// The line for something that the node reports, or `nil` when it is told elsewhere.
    init?(_ occurrence: NodeOccurrence) {
        switch occurrence {
        case .started: return nil
        case .ready(let memberCount):
            self = LogEvent(.info, "node.ready").with("members", memberCount)
        case .refused(let stranger):
            self = LogEvent(stranger)
        case .changed(let change):
            self = LogEvent(change)
        }
    }

    /// The line for something at the port for Redis clients; `untoldCount` like ones had no line.
    init(_ occurrence: ServerOccurrence, untoldCount: Int) {
        let event =
            switch occurrence {
            case .crossProtocolRequest(let remoteAddress):
                LogEvent(.warn, "resp.http_refused").with("remote", remoteAddress).with(
                    "reason",
                    "POST or Host: instead of a command; a web page may have tried to reach the cache through a browser"
                )
            case .clientNotAccepted(let reason):
                LogEvent(.error, "resp.client_not_accepted").with("reason", reason)
            }
        self = untoldCount > 0 ? event.with("not_logged_before", untoldCount) : event
    }

    private init(_ stranger: RefusedStranger) {
        var event = LogEvent(.warn, "link.refused").with("reason", Self.reason(of: stranger.refusal))
        if let remote = stranger.remoteAddress { event = event.with("remote", remote) }
        if let claimed = stranger.claimedIdentity {
            event = event.with("node", claimed.node.name).with("cluster", claimed.cluster)
                .with("address", claimed.address)
        }
        self = event
    }

    private init(_ change: MemberChange) {
        let level: SidecarConfiguration.Log.Level
        let verb: String
        switch change {
        case .joined: (level, verb) = (.info, "joined")
        case .suspected: (level, verb) = (.warn, "suspected")
        case .refuted: (level, verb) = (.info, "refuted")
        case .died: (level, verb) = (.warn, "died")
        case .left: (level, verb) = (.info, "left")
        case .replaced: (level, verb) = (.info, "replaced")
        case .updated: (level, verb) = (.info, "updated")
        }
        let member = change.member
        var event = LogEvent(level, "member.\(verb)").with("member", member.id.name)
            .with("epoch", member.id.epoch).with("address", member.address)
        if case .replaced(_, let previous) = change {
            event = event.with("previous_epoch", previous.epoch)
        }
        self = event
    }

    private static func reason(of refusal: LinkRefusal) -> String {
        switch refusal {
        case .unsupportedVersion: "unsupported_version"
        case .otherCluster: "other_cluster"
        case .sameNode: "same_node"
        case .malformedHello: "malformed_hello"
        }
    }
}
