import GridDeterminism
import GridIdentity

extension Membership {
    /// Notes that there is news about a name, and lets it be told soon.
    mutating func spread(_ name: String, at now: Instant) {
        rumors.insert(name)
        timers.armGossip(at: now, interval: configuration.gossipInterval)
    }

    /// Sends a message with as much news as fits.
    ///
    /// When the receiver is not plainly alive in this node's eyes, or has a newer self, it is told so before
    /// anything else. Thus a member learns of a suspicion from whoever talks to it, in time to refute.
    mutating func send(
        _ content: MembershipMessage.Content, to address: NodeAddress, receiver: NodeID?, at now: Instant,
        into effects: inout MembershipEffects
    ) {
        var writer = MembershipMessageWriter(
            sender: local, content: content, byteLimit: configuration.maximumMessageByteCount)
        var told: String?
        if let receiver, let claim = table.claim(named: receiver.name, at: now),
            claim.member.state != .alive || claim.member.id != receiver, writer.append(claim)
        {
            told = receiver.name
        }
        addNews(to: &writer, alreadyTold: told, at: now)
        send(writer.finish(), to: address, into: &effects)
    }

    /// Tells news to some random members.
    mutating func gossip(at now: Instant, into effects: inout MembershipEffects) {
        let names = rotation.sample(configuration.gossipFanout, using: &random)
        for member in names.compactMap({ table.member(named: $0) }) where !rumors.isEmpty {
            send(.gossip, to: member.address, receiver: member.id, at: now, into: &effects)
        }
        let hasMore = !rumors.isEmpty && !names.isEmpty
        timers.gossiped(at: now, interval: configuration.gossipInterval, hasMore: hasMore)
    }

    /// Sends everything that is believed: a request or reply of a full exchange.
    ///
    /// A list that exceeds the largest message is sent from a random place on, so that repeated exchanges cover
    /// it.
    mutating func sendList(
        _ content: MembershipMessage.Content, to address: NodeAddress, at now: Instant,
        into effects: inout MembershipEffects
    ) {
        var writer = MembershipMessageWriter(
            sender: local, content: content, byteLimit: MembershipMessage.maximumByteCount)
        let count = table.records.count
        let start = count == 0 ? 0 : random.next(below: count)
        for offset in 0..<count {
            guard writer.append(table.claim(at: (start + offset) % count, at: now)) else { break }
        }
        send(writer.finish(), to: address, into: &effects)
    }

    /// Exchanges lists with one random live member.
    mutating func exchangeLists(at now: Instant, into effects: inout MembershipEffects) {
        guard let name = rotation.sample(1, using: &random).first, let member = table.member(named: name)
        else { return }
        sendList(.pushPullRequest, to: member.address, at: now, into: &effects)
    }

    /// Contacts seeds that no live member is known at, and dead members: a few of them, in random order.
    mutating func reconnect(at now: Instant, into effects: inout MembershipEffects) {
        var addresses = table.records.filter { $0.member.state == .dead }.map(\.member.address)
        for seed in missingSeeds where !addresses.contains(seed) { addresses.append(seed) }
        addresses.removeAll { $0 == local.address || table.liveMember(at: $0) != nil }
        random.shuffle(&addresses)
        for address in addresses.prefix(configuration.gossipFanout) {
            sendList(.pushPullRequest, to: address, at: now, into: &effects)
        }
        timers.reconnect = now + reconnectBackoff.next(using: &random)
    }

    /// The seeds to contact for ever; none while they are still being asked to let this node in.
    private var missingSeeds: [NodeAddress] {
        guard let seeds, seeds.nextAttempt == nil else { return [] }
        return seeds.addresses
    }

    /// Adds news in order until the message is full.
    private mutating func addNews(
        to writer: inout MembershipMessageWriter, alreadyTold: String?, at now: Instant
    ) {
        var toldCount = 0
        while toldCount < rumors.count {
            let subject = rumors[toldCount]
            let isTold = alreadyTold?.hasSameBytes(as: subject) ?? false
            if !isTold, let claim = claim(named: subject, at: now), !writer.append(claim) { break }
            toldCount += 1
        }
        let limit = configuration.transmissionLimit(liveMemberCount: liveMemberCount)
        rumors.recordTransmission(ofFirst: toldCount, limit: limit)
    }

    /// What to tell about a name; `nil` when it has been forgotten since there was news about it.
    private func claim(named name: String, at now: Instant) -> MemberClaim? {
        name.hasSameBytes(as: local.id.name) ? MemberClaim(local) : table.claim(named: name, at: now)
    }

    private mutating func send(
        _ payload: [UInt8], to address: NodeAddress, into effects: inout MembershipEffects
    ) {
        statistics.sentMessageCount += 1
        statistics.sentByteCount += UInt64(payload.count)
        effects.append(.send(payload, to: address))
    }
}
