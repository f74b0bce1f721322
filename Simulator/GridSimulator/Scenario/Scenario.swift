/// Everything about a run but its seed.
///
/// While faults happen and clients work, nothing may be wrong for good; after the last of both the cluster has
/// ``settleTime`` to come to rest, and then everything must be right.
package struct Scenario: Hashable, Sendable {
    package var name: String
    package var summary = ""
    package var nodeCount = 3
    /// The zones of the members, in turn; empty for none.
    package var zones: [String] = []
    package var replicaCount = 3
    package var virtualNodeCount = 64
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
    /// Sorted by time.
    package var timeline: [TimedFault] = []
    /// Faults that the seed chooses, besides the timeline.
    package var randomFaults: RandomFaults?
    /// How long clients work.
    package var duration: Duration = .seconds(30)
    package var settleTime: Duration = .seconds(60)
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
}
