import GridDeterminism

/// Where a walk through the places of an arena goes on.
struct ArenaPosition {
    var pageNumber = 0
    var placeIndex = 0
}

/// Proactive removal of what time has ended.
extension Shard {
    /// Looks at entries from `position` on, which is advanced, until the result counts `budget` of them; returns
    /// `false` when the end of the shard was reached.
    mutating func sweep(
        from position: inout ArenaPosition, budget: Int, at now: WallTime, result: inout SweepResult
    ) -> Bool {
        while result.visitedCount < budget {
            let rest = position.pageNumber..<max(position.pageNumber, arena.pageCount)
            guard let number = arena.firstPageInUse(in: rest) else { return false }
            if number != position.pageNumber { position = ArenaPosition(pageNumber: number) }
            var isFinished = false
            while result.visitedCount < budget, !isFinished {
                if let reference = arena.nextEntry(inPage: number, from: &position.placeIndex) {
                    result.visitedCount += 1
                    sweep(reference, at: now, result: &result)
                } else {
                    isFinished = true
                }
            }
            if arena.isEmpty(page: number) { arena.release(number, budget: &self.budget) }
            if isFinished { position = ArenaPosition(pageNumber: number + 1) }
        }
        return true
    }

    private mutating func sweep(_ reference: EntryReference, at now: WallTime, result: inout SweepResult) {
        let entry = arena.entry(at: reference)
        let isPastGrace = settings.isPastGrace(entry.version, at: now)
        if entry.isTombstone {
            guard isPastGrace else { return }
            result.collectedTombstoneCount += 1
            removeKeepingPage(reference)
        } else if entry.isExpired(at: now) {
            result.expiredCount += 1
            counters.expirationCount += 1
            if isPastGrace { removeKeepingPage(reference) } else { turnIntoTombstone(reference) }
        }
    }

    /// Drops the value of an expired entry, and keeps its version until no older one can come.
    ///
    /// The tombstone moves to a smaller place if one is to be had without eviction.
    private mutating func turnIntoTombstone(_ reference: EntryReference) {
        let location = location(of: reference)
        let entry = arena.entry(at: reference)
        uncount(reference)
        entry.becomeTombstone()
        guard !arena.isRightPlace(reference, forByteCount: entry.byteCount),
            let place = arena.allocate(byteCount: entry.byteCount, budget: &budget)
        else {
            count(reference)
            return
        }
        entry.move(to: arena.entry(at: place))
        location.bucket.replace(at: location.lane, with: place)
        count(place)
        arena.vacate(reference)
    }
}
