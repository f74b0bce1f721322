import GridDeterminism

/// Proactive removal of what time has ended.
extension Shard {
    /// Looks at the entries of the first page in use from `pageNumber` on, which is advanced behind it; returns
    /// `false` when there is none left.
    mutating func sweepNextPage(
        from pageNumber: inout Int, at now: WallTime, result: inout SweepResult
    ) -> Bool {
        guard let number = arena.firstPageInUse(in: pageNumber..<max(pageNumber, arena.pageCount)) else {
            return false
        }
        pageNumber = number + 1
        var placeIndex = 0
        while let reference = arena.nextEntry(inPage: number, from: &placeIndex) {
            result.visitedCount += 1
            sweep(reference, at: now, result: &result)
        }
        if arena.isEmpty(page: number) { arena.release(number, budget: &budget) }
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
