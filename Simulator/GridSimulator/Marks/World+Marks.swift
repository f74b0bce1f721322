import GridIdentity
import GridLink
import GridMembership
import GridNode
import GridReplication
import GridStore

/// What of the rare states was reached.
extension World {
    /// Adds what a life came to, as it ends or the world does.
    func markStatistics(of life: MemberLife) {
        let membership = life.node.membershipStatistics
        marks.reach(.suspicionRefuted, count: membership.refutationCount)
        marks.reach(.relayRefused, count: membership.refusedRelayCount)
        let replica = life.replica.statistics
        marks.reach(.stampRefused, count: replica.refusedStampCount)
        marks.reach(.copyAbandoned, count: replica.abandonedCopyCount)
        marks.reach(.entrySuperseded, count: replica.supersededEntryCount)
        marks.reach(.entryRefused, count: replica.refusedEntryCount)
        let store = life.replica.store.statistics
        marks.reach(.entryEvicted, count: store.evictionCount)
        marks.reach(.tombstoneEvicted, count: store.evictedTombstoneCount)
        marks.reach(.entryExpired, count: store.expirationCount)
        marks.reach(.outboxOverflowed, count: life.outboxStatistics.overflowCount)
        marks.reach(.connectionDamaged, count: life.node.links.statistics.damagedLinkCount)
        for box in life.planes {
            marks.reach(.connectionDamaged, count: box.plane.links.statistics.damagedLinkCount)
            marks.reach(.batchRetried, count: box.plane.statistics.retriedBatchCount)
            marks.reach(.readRepaired, count: box.plane.statistics.repairedCopyCount)
        }
    }

    /// Looks at a change of a member's view.
    func markChange(_ change: MemberChange, seenBy observer: Int) {
        switch change {
        case .died(let member):
            marks.reach(.deathDeclared)
            guard let subject = index(of: member.id) else { return }
            if deaths.declare(subject, by: observer) { marks.reach(.mutualDeath) }
        case .joined(let member), .refuted(let member):
            markReturn(of: member.id, seenBy: observer)
        case .replaced(let member, previous: _):
            marks.reach(.epochRenewed)
            markReturn(of: member.id, seenBy: observer)
        case .suspected, .left, .updated:
            break
        }
    }

    func markAnswer(_ answer: CacheAnswer) {
        guard case .failed(let failure) = answer else { return }
        switch failure {
        case .ownersUnreachable: marks.reach(.unreachableAnswered)
        case .timedOut: marks.reach(.timedOutAnswered)
        case .overloaded: marks.reach(.overloadAnswered)
        case .invalidKey, .valueTooLarge, .clockTooFarAhead, .shuttingDown, .notReady: break
        }
    }

    private func markReturn(of id: NodeID, seenBy observer: Int) {
        guard let subject = index(of: id) else { return }
        switch deaths.retract(subject, by: observer) {
        case .unnoticed: break
        case .returned: marks.reach(.deadReturned)
        case .reconciled:
            marks.reach(.deadReturned)
            marks.reach(.mutualDeathMended)
        }
    }

    private func index(of id: NodeID) -> Int? { members.firstIndex { $0.name == id.name } }
}
