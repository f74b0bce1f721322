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
        case .started, .failed: return nil
        case .ready(let memberCount):
            self = LogEvent(.info, "node.ready").with("members", memberCount)
        case .refused(let stranger):
            self = LogEvent(stranger)
        case .notAccepted(let failure):
            self = LogEvent(.error, "link.not_accepted").with("reason", failure)
        case .troubled(let report):
            self = LogEvent(report)
        case .changed(let change):
            self = LogEvent(change)
        }
    }

    /// The line for something at the port for Redis clients.
    init(_ occurrence: ServerOccurrence) {
        switch occurrence {
        case .crossProtocolRequest(let remoteAddress):
            self = LogEvent(.warn, "resp.http_refused").with("remote", remoteAddress).with(
                "reason",
                "POST or Host: instead of a command; a web page may have tried to reach the cache through a browser"
            )
        case .clientNotAccepted(let failure):
            self = LogEvent(.error, "resp.client_not_accepted").with("reason", failure)
        }
    }

    /// What an occurrence has in common with those that are not worth a line each, or `nil` when all of them are.
    static func repeatedKind(of occurrence: NodeOccurrence) -> String? {
        switch occurrence {
        case .refused(let stranger):
            // The port is another one each time.
            return "refused \(reason(of: stranger.refusal)) \(stranger.remoteAddress?.host ?? "")"
        case .troubled(let report):
            switch report.trouble {
            case .refusedByPeer(let notice):
                return "refused by peer \(reason(of: notice.refusal)) \(report.address)"
            case .refusedPeer(let refusal):
                return "refused peer \(reason(of: refusal)) \(report.address)"
            case .damaged:
                return "damaged \(report.address)"
            }
        case .notAccepted:
            return "not accepted"
        case .started, .ready, .changed, .failed:
            return nil
        }
    }

    /// What an occurrence at the port for Redis clients has in common with others.
    static func repeatedKind(of occurrence: ServerOccurrence) -> String {
        switch occurrence {
        case .crossProtocolRequest: "http"
        case .clientNotAccepted: "client not accepted"
        }
    }

    private init(_ report: LinkReport) {
        switch report.trouble {
        case .refusedByPeer(let notice):
            let reason = Self.reason(of: notice.refusal)
            var event = LogEvent(.warn, "link.refused_by_peer").with("reason", reason)
                .with("address", report.address).with("cluster", report.cluster)
            if let cluster = notice.cluster { event = event.with("peer_cluster", cluster) }
            if notice.refusal == .unsupportedVersion, let version = notice.version {
                event = event.with("protocol", Self.text(of: .current))
                    .with("peer_protocol", Self.text(of: version))
            }
            self = event.with(report.conflict)
                .with("remedy", Self.remedy(for: notice.refusal, report))
        case .refusedPeer(let refusal):
            self = LogEvent(.warn, "link.refused").with("reason", Self.reason(of: refusal))
                .with("address", report.address).with("cluster", report.cluster).with(report.conflict)
                .with("remedy", Self.remedy(for: refusal, report))
        case .damaged:
            self = LogEvent(.warn, "link.damaged").with("address", report.address)
        }
    }

    private static func text(of version: ProtocolVersion) -> String { "\(version.major).\(version.minor)" }

    /// What an operator can do about a seed or member that will not have this node.
    private static func remedy(for refusal: LinkRefusal, _ report: LinkReport) -> String {
        let address = report.address
        return switch refusal {
        case .otherCluster:
            "not joined: give both nodes the same cluster_name, or take \(address) out of seed_addrs"
        case .unsupportedVersion:
            "not joined: run versions of gridcached on both nodes that speak the same major protocol version"
        case .sameNode:
            "\(address) is this node itself: take it out of seed_addrs"
        case .malformedHello:
            "not joined: check that \(address) is the peer port of a gridcached"
        case .otherSettings:
            "not joined: \(remedy(for: report.conflict))"
        }
    }

    private init(_ stranger: RefusedStranger) {
        var event = LogEvent(.warn, "link.refused").with("reason", Self.reason(of: stranger.refusal))
        if let remote = stranger.remoteAddress { event = event.with("remote", remote) }
        if let claimed = stranger.claimedIdentity {
            event = event.with("node", claimed.node.name).with("cluster", claimed.cluster)
                .with("address", claimed.address)
        }
        if stranger.refusal == .otherSettings {
            event = event.with(stranger.conflict).with("remedy", Self.remedy(for: stranger.conflict))
        }
        self = event
    }

    /// The line with both values of each setting that differs.
    private func with(_ conflict: SettingsConflict?) -> LogEvent {
        var event = self
        for difference in conflict?.differences ?? [] {
            let name =
                switch difference.setting {
                case .replicaCount: "replica_count"
                case .virtualNodeCount: "virtual_nodes"
                case .maximumValueByteCount: "max_value_bytes"
                }
            event = event.with(name, difference.local).with("peer_\(name)", difference.peer)
        }
        return event
    }

    /// What an operator can do about settings that differ; all of them, when it is not known which do.
    private static func remedy(for conflict: SettingsConflict?) -> String {
        let settings = conflict?.differences.map(\.setting) ?? SettingsConflict.Setting.allCases
        let names = settings.map { setting in
            switch setting {
            case .replicaCount: "replica_count"
            case .virtualNodeCount: "virtual_nodes"
            case .maximumValueByteCount: "storage.max_value_mb"
            }
        }
        return "give all members the same \(names.joined(separator: ", "))"
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
        case .otherSettings: "other_settings"
        }
    }
}
