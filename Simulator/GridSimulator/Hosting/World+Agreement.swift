import GridCollections
import GridDeterminism
import GridIdentity
import GridMembership
import GridNode
import GridPlacement
import GridReplication
import GridStore
import GridVersioning

/// Whether a cluster has come to rest.
extension World {
    /// How often it is looked whether the cluster has settled.
    private static let settlingInterval: Duration = .milliseconds(100)
    /// How many sentences say at most what does not agree.
    private static let maximumSentenceCount = 12

    /// Lives on until all members agree and all owners of every key hold the same, or for `patience`.
    ///
    /// - Returns: what does not agree in the end; empty when everything does.
    package func settle(within patience: Duration) -> [String] {
        let end = now + patience
        while true {
            let sentences = disagreements
            guard !sentences.isEmpty, now < end else { return sentences }
            live(until: min(end, now + Self.settlingInterval)) { false }
        }
    }

    /// The members that hold a copy of `key`, the first owner first, as a running member places it.
    ///
    /// Empty when no member runs that is ready.
    package func owners(ofKey key: [UInt8]) -> [Int] {
        let slot = KeySlot(of: key.span)
        for member in members {
            guard let life = member.life, life.node.isReady else { continue }
            let table = life.replica.ownership.table
            return table.owners(of: slot).compactMap { owner in
                members.first { $0.name == table.members[Int(owner)].id.name }?.index
            }
        }
        return []
    }

    /// What does not agree at this moment, in sentences.
    var disagreements: [String] {
        let running = members.filter { $0.life != nil }
        var sentences = running.compactMap(disagreement) + obstacles
        guard sentences.isEmpty else { return Array(sentences.prefix(Self.maximumSentenceCount)) }
        let views = running.compactMap { member in member.life.map { view(of: member, $0) } }
        if let difference = AgreementChecker().check(views) { sentences.append(difference) }
        for member in running { sentences += waiting(at: member) }
        guard sentences.isEmpty else { return Array(sentences.prefix(Self.maximumSentenceCount)) }
        for (key, _) in changedKeys.elements {
            guard let difference = difference(in: key) else { continue }
            sentences.append(difference)
            if sentences.count == Self.maximumSentenceCount { break }
        }
        return sentences
    }

    private func disagreement(of member: SimulatedMember) -> String? {
        guard let life = member.life else { return nil }
        if let end = pauseEnd(of: member.index) {
            return "\(member.name) stands still until \(end.secondsText)"
        }
        guard life.node.isReady else { return "\(member.name) has not found its cluster" }
        let live = life.node.members.filter(\.state.isLive)
        let expected = members.compactMap { $0.life?.id }
        guard live.map(\.id).sorted() == expected.sorted() else {
            let seen = live.map(\.id.name).joined(separator: " ")
            let names = expected.map(\.name).joined(separator: " ")
            return "\(member.name) takes \(seen) for alive, and \(names) run"
        }
        let suspects = live.filter { $0.state == .suspect }.map(\.id.name)
        return suspects.isEmpty ? nil : "\(member.name) suspects \(suspects.joined(separator: " "))"
    }

    /// What keeps the cluster from settling, as far as the network is to blame.
    private var obstacles: [String] {
        var sentences: [String] = []
        for source in members where source.life != nil {
            let targets = members.filter { target in
                target.life != nil && !network.isOpen(from: source.index, to: target.index)
            }
            guard !targets.isEmpty else { continue }
            let names = targets.map(\.name).joined(separator: " ")
            sentences.append("nothing from \(source.name) reaches \(names)")
        }
        return sentences
    }

    private func view(of member: SimulatedMember, _ life: MemberLife) -> AgreementChecker.View {
        let ownership = life.replica.ownership
        return AgreementChecker.View(
            member: member.index, viewHash: life.node.viewHash,
            placementFingerprint: ownership.table.fingerprint, placedCount: ownership.table.members.count,
            ownedSlotCount: ownership.localSlots.count, settledSlotCount: life.replica.settledSlotCount)
    }

    /// What a member has not delivered yet.
    private func waiting(at member: SimulatedMember) -> [String] {
        guard let life = member.life else { return [] }
        return life.replica.ownership.outboxes.compactMap { outbox in
            guard let outbox, !outbox.statistics.isEmpty else { return nil }
            let waiting = outbox.statistics
            return
                "\(member.name) has \(waiting.waitingKeyCount) changes and \(waiting.waitingSlotCount) slots that "
                + "wait for \(outbox.peer.name)"
        }
    }

    // MARK: Copies

    /// What an owner of a key holds, if it has a value.
    private struct Copy: Hashable {
        let version: Version
        let bytes: [UInt8]
    }

    /// How the copies of a key differ.
    ///
    /// A value that expires within a second may be gone at one owner and not at another, whose clock is behind; and an
    /// owner that is short of memory may have evicted its copy.
    private func difference(in key: [UInt8]) -> String? {
        let slot = KeySlot(of: key.span)
        let horizon = (members.map { $0.wall(at: now) }.max() ?? .maximum) + .seconds(1)
        var copies: [(member: SimulatedMember, copy: Copy?)] = []
        for member in members {
            guard let life = member.life, life.replica.owns(slot) else { continue }
            let copy = life.replica.store.withStoredEntry(forKey: key.span, in: slot) { metadata, stored in
                metadata.isLive(at: horizon)
                    ? Copy(version: metadata.version, bytes: [UInt8](copying: stored)) : nil
            }
            guard let held = copy ?? nil else {
                if life.replica.store.statistics.evictionCount == 0 { copies.append((member, nil)) }
                continue
            }
            copies.append((member, held))
        }
        guard let first = copies.first, !copies.allSatisfy({ $0.copy == first.copy }) else { return nil }
        let holdings = copies.map { member, copy in
            "\(member.name) \(copy.map { "\($0.version)" } ?? "nothing")"
        }
        return "of \(CacheRequest.text(of: key)) hold: \(holdings.joined(separator: ", "))"
    }
}

extension Instant {
    /// The seconds since the beginning, for a sentence.
    var secondsText: String {
        let text = inSeconds.drop { $0 == " " }
        return "\(text) s"
    }
}
