package import GridDeterminism
package import GridIdentity

/// The other members that a node knows of, one per name, in the order of their names.
///
/// A live member may be here for any time; a dead one or one that left is a tombstone, kept until it expires, so
/// that old news cannot bring it back to life.
package struct MemberTable: Sendable {
    /// A member and, once it is dead or gone, when to forget it.
    package struct Record: Hashable, Sendable {
        package fileprivate(set) var member: Member
        /// When the tombstone goes; `nil` while the member is live.
        package fileprivate(set) var expiresAt: Instant?
    }

    /// What became of a claim.
    package enum Outcome: Hashable, Sendable {
        /// Nothing changed: the table knows as much or more.
        case ignored
        /// Nothing changed: the table is full of live members.
        case refused
        /// The name was not known before.
        case inserted
        /// The claim took the place of what was believed before.
        case changed(previous: Member)
    }

    /// Sorted by the bytes of the names.
    package private(set) var records: [Record] = []
    /// How many members are alive or suspected.
    package private(set) var liveCount = 0
    /// No tombstone expires before this instant; `nil` without tombstones.
    package private(set) var nextExpiry: Instant?

    /// Grows with everything that changes about anybody.
    package private(set) var revision: UInt64 = 0

    private let capacity: Int
    private let retention: Duration

    /// Makes an empty table for `capacity` members that forgets the dead after `retention`.
    package init(capacity: Int, retention: Duration) {
        precondition(capacity >= 0, "a capacity is not negative: \(capacity)")
        self.capacity = capacity
        self.retention = retention
    }

    /// What is known under `name`.
    ///
    /// - Complexity: O(log n).
    package func member(named name: String) -> Member? {
        let (index, isFound) = position(of: name)
        return isFound ? records[index].member : nil
    }

    /// What to tell others about `name`.
    package func claim(named name: String, at now: Instant) -> MemberClaim? {
        let (index, isFound) = position(of: name)
        return isFound ? claim(at: index, at: now) : nil
    }

    /// What to tell others about the member at `index` of ``records``.
    package func claim(at index: Int, at now: Instant) -> MemberClaim {
        let record = records[index]
        guard let expiresAt = record.expiresAt else { return MemberClaim(record.member) }
        let remaining = expiresAt.elapsed(since: now)
        let age = remaining < retention ? retention - remaining : .zero
        return MemberClaim(record.member, secondsSinceDeparture: UInt64(age.components.seconds))
    }

    /// The live member that listens at `address`.
    ///
    /// - Complexity: O(n).
    package func liveMember(at address: NodeAddress) -> Member? {
        records.first { $0.member.state.isLive && $0.member.address == address }?.member
    }

    /// Whether `claim` takes precedence over `held`, which is what the table knows under its name.
    package func believes(_ claim: MemberClaim, over held: Member?) -> Bool {
        guard let held else {
            return claim.member.state.isLive || Duration.seconds(claim.secondsSinceDeparture) < retention
        }
        return claim.member.precedence > held.precedence
    }

    /// Believes `claim` if it takes precedence over what is held.
    package mutating func merge(_ claim: MemberClaim, at now: Instant) -> Outcome {
        var (index, isFound) = position(of: claim.member.id.name)
        guard believes(claim, over: isFound ? records[index].member : nil) else { return .ignored }
        let expiresAt = claim.member.state.isLive ? nil : expiry(of: claim, at: now)
        if isFound {
            let previous = records[index].member
            records[index].member = claim.member
            records[index].expiresAt = expiresAt
            if previous.state.isLive { liveCount -= 1 }
            account(for: claim.member, expiresAt: expiresAt)
            return .changed(previous: previous)
        }
        guard makeRoom(forLiveMember: claim.member.state.isLive) else { return .refused }
        index = position(of: claim.member.id.name).index
        records.insert(Record(member: claim.member, expiresAt: expiresAt), at: index)
        account(for: claim.member, expiresAt: expiresAt)
        return .inserted
    }

    /// Forgets the tombstones that have expired.
    package mutating func removeExpired(at now: Instant) {
        records.removeAll { record in
            guard let expiresAt = record.expiresAt else { return false }
            return expiresAt <= now
        }
        nextExpiry = records.lazy.compactMap(\.expiresAt).min()
    }

    private mutating func account(for member: Member, expiresAt: Instant?) {
        revision += 1
        if member.state.isLive { liveCount += 1 }
        guard let expiresAt else { return }
        nextExpiry = min(nextExpiry ?? expiresAt, expiresAt)
    }

    private func expiry(of claim: MemberClaim, at now: Instant) -> Instant {
        let age = Duration.seconds(min(claim.secondsSinceDeparture, UInt64(retention.components.seconds)))
        return now + (retention - age)
    }

    /// Whether one more member fits; a live one may take the place of the tombstone that expires first.
    private mutating func makeRoom(forLiveMember isLive: Bool) -> Bool {
        guard records.count >= capacity else { return true }
        guard isLive, liveCount < records.count else { return false }
        var oldest: (index: Int, expiresAt: Instant)?
        for (index, record) in records.enumerated() {
            guard let expiresAt = record.expiresAt, expiresAt < oldest?.expiresAt ?? .distantFuture else {
                continue
            }
            oldest = (index, expiresAt)
        }
        guard let oldest else { return false }
        records.remove(at: oldest.index)
        return records.count < capacity
    }

    /// Where `name` is, or where it would be inserted.
    private func position(of name: String) -> (index: Int, isFound: Bool) {
        var lower = 0
        var upper = records.count
        while lower < upper {
            let middle = (lower + upper) / 2
            let isBefore = records[middle].member.id.name.precedesInBytes(name)
            if isBefore { lower = middle + 1 } else { upper = middle }
        }
        let isFound = lower < records.count && records[lower].member.id.name.hasSameBytes(as: name)
        return (lower, isFound)
    }
}

extension MemberTable {
    /// Traps when the table contradicts itself.
    ///
    /// - Complexity: O(n).
    package func checkInvariants() {
        precondition(records.count <= capacity, "\(records.count) members exceed \(capacity)")
        precondition(liveCount == records.count { $0.member.state.isLive }, "the live members are miscounted")
        for record in records {
            precondition(
                record.member.state.isLive == (record.expiresAt == nil),
                "only tombstones expire: \(record.member)")
        }
        for (left, right) in zip(records, records.dropFirst()) {
            precondition(
                left.member.id.name.precedesInBytes(right.member.id.name),
                "\(left.member) is not before \(right.member)")
        }
        guard let earliest = records.lazy.compactMap(\.expiresAt).min() else { return }
        precondition((nextExpiry ?? .distantFuture) <= earliest, "a tombstone would expire unnoticed")
    }
}
