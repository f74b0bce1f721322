package import GridConfiguration
import GridNode
import GridReplication

/// Everything about a run; the seed is part of it only when one is to be repeated.
///
/// While faults happen and clients work, nothing may be wrong for good; after the last of both the cluster has
/// ``settleTime`` to come to rest, and then everything must be right.
package struct Scenario: Hashable, Sendable {
    package var name: String
    package var summary = ""
    /// The seed of a run for which no other is named.
    package var seed: UInt64?
    package var nodeCount = 3
    /// The zones of the members, in turn; empty for none.
    package var zones: [String] = []
    /// What all members are told, as `gridcached` is.
    ///
    /// Who a node is, where it listens, whom it joins and how it logs follow from the scenario instead.
    package var configuration = SidecarConfiguration.simulated
    /// How many data planes each member has.
    package var planeCount = 2
    /// How much later than the one before it each member starts.
    package var startInterval: Duration = .milliseconds(100)
    /// How far apart wall clocks may be.
    package var clockSpread: Duration = .milliseconds(50)
    package var network = NetworkConditions()
    /// How many keys an outbox remembers before it marks whole slots; `nil` for the default.
    package var outboxKeyCount: Int?
    package var workload = Workload()
    package var expectations = Expectations()
    /// Sorted by time.
    package var timeline: [TimedFault] = []
    /// Faults that the seed chooses, besides the timeline.
    package var randomFaults: RandomFaults?
    /// How long clients work.
    package var duration: Duration = .seconds(30)
    package var settleTime: Duration = .seconds(60)
    /// What the run came to, in a file that is to be run again.
    package var recording = RunRecording()
    /// Who is repaired when the faults end.
    package var healing = Healing.everybody

    /// Who is repaired when the faults end.
    package enum Healing: String, Hashable, Sendable, CaseIterable {
        /// The network and the clocks of all; members that are down stay down.
        case everybody
        /// A part that the seed chooses, and who was not broken anyway; all others stay cut off, down or paused.
        case core
    }

    package init(name: String) {
        self.name = name
    }

    /// The name of a member: a to z, then n26 and so on.
    package static func memberName(_ index: Int) -> String {
        guard index < 26, let scalar = Unicode.Scalar(UInt32(97 + index)) else { return "n\(index)" }
        return String(Character(scalar))
    }

    /// The zone of each member; the empty text for none.
    package var memberZones: [String] {
        (0..<nodeCount).map { zones.isEmpty ? "" : zones[$0 % zones.count] }
    }

    package var replicaCount: Int {
        get { configuration.replication.replicaCount }
        set { configuration.replication.replicaCount = newValue }
    }

    package var virtualNodeCount: Int {
        get { configuration.replication.virtualNodeCount }
        set { configuration.replication.virtualNodeCount = newValue }
    }
}

extension Scenario {
    /// What an outbox of a member may hold.
    var outboxLimits: Outbox.Limits {
        var limits = Outbox.Limits()
        limits.batchThreshold = configuration.replication.batchThreshold
        if let outboxKeyCount { limits.keyCount = outboxKeyCount }
        return limits
    }

    /// The bounds of a data plane that follow from the settings.
    var dataPlane: DataPlaneConfiguration {
        var plane = DataPlaneConfiguration()
        plane.readTimeout = configuration.replication.readTimeout
        plane.writeTimeout = configuration.replication.writeTimeout
        return plane
    }
}

extension SidecarConfiguration {
    /// The defaults of a simulated member: those of `gridcached`, but for the size of its machine.
    package static let simulated: SidecarConfiguration = {
        var configuration = SidecarConfiguration()
        configuration.storage.memoryLimitInMebibytes = 256
        configuration.storage.shardCount = 4
        return configuration
    }()
}
