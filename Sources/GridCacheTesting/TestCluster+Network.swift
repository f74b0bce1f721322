internal import GridSimulator

extension TestCluster {
    /// How the network behaves from now on, where it is not blocked.
    public var network: NetworkConditions {
        get { NetworkConditions(world.use { $0.networkConditions }) }
        set {
            let conditions = newValue.simulated
            world.use { $0.networkConditions = conditions }
        }
    }

    /// Cuts the network: members of different groups cannot reach each other any more.
    ///
    /// A member that is in no group is cut off alone. It adds to what is blocked already, until ``heal()``. Members are
    /// named by their positions.
    ///
    /// - Precondition: every position is that of a member, and none is given twice.
    public func partition(_ groups: [Int]...) {
        let all = groups.flatMap { $0 }
        requireMembers(all)
        for (place, index) in all.enumerated() {
            precondition(
                !all[..<place].contains(index), "member \(index) is in the partition twice: \(groups)")
        }
        world.use { $0.undergo(.partition(groups)) }
    }

    /// Blocks one direction: nothing that `sources` send reaches `targets` any more, until ``heal()``.
    ///
    /// - Precondition: every position is that of a member.
    public func block(from sources: [Int], to targets: [Int]) {
        requireMembers(sources + targets)
        world.use { $0.undergo(.oneWayPartition(from: sources, to: targets)) }
    }

    /// Opens every way of the network again; without effect when all are open.
    public func heal() {
        world.use { $0.undergo(.heal) }
    }

    private func requireMembers(_ indexes: [Int]) {
        for index in indexes { _ = self[index] }
    }
}

extension TestCluster {
    /// How the simulated network behaves where it is not blocked.
    ///
    /// Connections are streams, as those of TCP: what is lost is sent again and comes late. Too much loss breaks a
    /// connection.
    public struct NetworkConditions: Hashable, Sendable {
        /// The shortest time from one member to another.
        public var minimumDelay = Duration.microseconds(100)
        /// The mean time; what exceeds the minimum is distributed exponentially.
        public var meanDelay = Duration.microseconds(300)
        /// The share of segments that are lost on their way, from 0 to 1.
        public var lossRate = 0.0
        /// The share of segments that arrive with a wrong bit, from 0 to 1; checksums find them.
        public var corruptionRate = 0.0

        /// A healthy local network.
        public init() {}

        init(_ simulated: GridSimulator.NetworkConditions) {
            minimumDelay = simulated.minimumDelay
            meanDelay = simulated.meanDelay
            lossRate = Double(simulated.lossPartsPerMillion) / 1e6
            corruptionRate = Double(simulated.corruptionPartsPerMillion) / 1e6
        }

        var simulated: GridSimulator.NetworkConditions {
            precondition(
                minimumDelay >= .zero && meanDelay >= minimumDelay,
                "a mean delay of \(meanDelay) with a minimum of \(minimumDelay)")
            precondition(0...1 ~= lossRate, "a loss rate lies between 0 and 1, not at \(lossRate)")
            precondition(
                0...1 ~= corruptionRate, "a corruption rate lies between 0 and 1, not at \(corruptionRate)")
            var conditions = GridSimulator.NetworkConditions()
            conditions.minimumDelay = minimumDelay
            conditions.meanDelay = meanDelay
            conditions.lossPartsPerMillion = Int((lossRate * 1e6).rounded())
            conditions.corruptionPartsPerMillion = Int((corruptionRate * 1e6).rounded())
            return conditions
        }
    }
}
