package import GridReplication

/// Checks that queues keep their bounds while the cluster works, and are empty when it rests.
package struct QueueChecker {
    private let limits: Outbox.Limits
    private let maximumOperationCount: Int
    private let memberCount: Int
    private let planeCount: Int

    package init(limits: Outbox.Limits, maximumOperationCount: Int, memberCount: Int, planeCount: Int) {
        self.limits = limits
        self.maximumOperationCount = maximumOperationCount
        self.memberCount = memberCount
        self.planeCount = planeCount
    }

    /// How many keys batches in flight may bring back above the limit.
    private static let flightAllowance = 8_192

    /// Looks at an outbox of a working member.
    package func check(_ outbox: OutboxStatistics, from sender: Int, to receiver: String) -> String? {
        let name = Scenario.memberName(sender)
        guard outbox.waitingKeyCount <= limits.keyCount + Self.flightAllowance else {
            return "\(outbox.waitingKeyCount) keys wait at \(name) for \(receiver)"
        }
        guard outbox.carriedByteCount >= 0, outbox.carriedByteCount <= limits.carriedByteCount * 2 else {
            return "\(outbox.carriedByteCount) bytes are carried at \(name) for \(receiver)"
        }
        return nil
    }

    /// Looks at the operations and connections of a working member.
    ///
    /// `linkCounts`: of the control plane, then of each data plane.
    package func check(operationCount: Int, linkCounts: [Int], of member: Int) -> String? {
        let name = Scenario.memberName(member)
        guard operationCount <= maximumOperationCount else {
            return "\(operationCount) operations are under way at \(name)"
        }
        // Each pair of machines may have a connection from either side, and another that is being given up.
        let bound = 4 * memberCount * planeCount + 8
        guard let excess = linkCounts.firstIndex(where: { $0 > bound }) else { return nil }
        return "machine \(excess) of \(name) has \(linkCounts[excess]) connections"
    }

    /// Looks at an outbox of a member that rests.
    package func checkDrained(_ outbox: OutboxStatistics, from sender: Int, to receiver: String) -> String? {
        guard !outbox.isEmpty else { return nil }
        let name = Scenario.memberName(sender)
        return "at \(name) there wait for \(receiver): \(outbox.waitingKeyCount) keys,"
            + " \(outbox.waitingSlotCount) slots, \(outbox.batchesInFlight) batches in flight"
    }
}
