package import GridDeterminism
package import GridIdentity
package import GridWire

extension Membership {
    /// Handles a message that came from `address`; its bytes are untrusted.
    ///
    /// - Throws: ``WireError`` when the message is damaged. Nothing but a count has changed then.
    package mutating func receive(
        _ payload: Span<UInt8>, from address: NodeAddress, at now: Instant,
        into effects: inout MembershipEffects
    ) throws(WireError) {
        let message: MembershipMessage?
        do throws(WireError) {
            message = try MembershipMessage.decode(payload)
        } catch {
            statistics.malformedMessageCount += 1
            throw error
        }
        guard let message else {
            statistics.unknownMessageCount += 1
            return
        }
        statistics.receivedMessageCount += 1
        guard !isFromSelf(message.sender) else { return }
        noteNameConflict(with: message.sender)
        believe(MemberClaim(message.sender), from: .subject, at: now, into: &effects)
        let source = message.content.claimSource
        for claim in message.claims { believe(claim, from: source, at: now, into: &effects) }
        answer(message, from: address, at: now, into: &effects)
    }

    /// Whether the node talks to itself: one of its seeds is another name for its own address.
    private mutating func isFromSelf(_ sender: Member) -> Bool {
        guard sender.id == local.id else { return false }
        if sender.address != local.address { statistics.nameConflictCount += 1 }
        return true
    }

    /// Counts a process that speaks although another one has won its name.
    private mutating func noteNameConflict(with sender: Member) {
        let winner = sender.id.hasSameName(as: local.id) ? local.id : table.member(named: sender.id.name)?.id
        guard let winner, winner.epoch > sender.id.epoch else { return }
        statistics.nameConflictCount += 1
    }

    private mutating func answer(
        _ message: MembershipMessage, from address: NodeAddress, at now: Instant,
        into effects: inout MembershipEffects
    ) {
        switch message.content {
        case .ping(let sequence, _):
            // A ping for a former identity is answered too: that is how the sender learns of the present one.
            let content = MembershipMessage.Content.acknowledgement(
                sequence: sequence, answerer: local.id, incarnation: local.incarnation)
            send(content, to: address, receiver: message.sender.id, at: now, into: &effects)
        case .acknowledgement(let sequence, let answerer, let incarnation):
            receivedAnswer(from: answerer, incarnation, to: sequence, at: now, into: &effects)
        case .pingRequest(let sequence, let target, let targetAddress):
            guard !isLeaving else { return }
            let relay = RelayedProbe(
                sequence: takeSequence(), requesterSequence: sequence, requester: address,
                expiresAt: now + configuration.failureTimeout)
            beginRelay(relay, to: target, at: targetAddress, at: now, into: &effects)
        case .gossip:
            break
        case .pushPullRequest:
            sendList(.pushPullReply, to: address, at: now, into: &effects)
        case .pushPullReply:
            seeds?.receivedAnswer()
        }
    }
}

extension MembershipMessage.Content {
    /// How far the claims in such a message are trusted.
    fileprivate var claimSource: ClaimSource {
        switch self {
        case .ping, .acknowledgement, .pingRequest, .gossip: .news
        case .pushPullRequest, .pushPullReply: .list
        }
    }
}
