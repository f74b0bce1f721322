import GridDeterminism

/// How memory is found when the limit is reached.
///
/// A hand goes round the pages. On each page it drops the entries that were not read since its last visit and
/// counts the others down, so an entry that was read often survives up to three rounds, and one that is written once and
/// never read goes at the first: a scan through many keys does not displace the ones in use. Because whole pages are
/// visited, pages empty and can be given to another size class: what survives on a page moves into gaps of other
/// pages of its class. The cost of counting down is paid for by the reads that counted up.
///
/// Source: Corbató, "A Paging Experiment with the Multics System" (1968), and its generalisation with counters in
/// Smith, "Sequentiality and Prefetching in Database Systems" (1978).
extension Shard {
    /// What memory is wanted for.
    enum MemoryNeed {
        /// A place of a size class, in a page that exists or in a new one.
        case place(sizeClass: Int)
        /// So many bytes from the budget.
        case bytes(Int)
    }

    /// Which entries the hand drops.
    private enum Pressure {
        /// Those not read lately.
        case gentle
        /// The coldest on a page of the wanted size class; on others, all but tombstones.
        case strong
        /// All.
        case extreme
    }

    /// How many entries a write looks at gently, at least, before pressure rises: bounds the time of a write.
    private static var gentleEntryCount: Int { 4_096 }

    /// Takes a place, and evicts for it if need be.
    ///
    /// Any other entry may have been moved or evicted afterwards.
    mutating func allocate(byteCount: Int, at now: WallTime) -> EntryReference? {
        if let place = arena.allocate(byteCount: byteCount, budget: &budget) { return place }
        let need: MemoryNeed
        if let sizeClass = arena.classes.sizeClass(forByteCount: byteCount) {
            need = .place(sizeClass: sizeClass)
        } else {
            need = .bytes(EntryArena.rounded(byteCount))
        }
        guard evict(for: need, at: now) else { return nil }
        return arena.allocate(byteCount: byteCount, budget: &budget)
    }

    /// Makes sure that one reference can be inserted, and if possible that one bucket can be split.
    mutating func prepareIndex(at now: WallTime) -> Bool {
        while index.availableOverflowCount < HashIndex.spareOverflowCount {
            guard !index.addOverflowPage(budget: &budget) else { break }
            guard evict(for: .bytes(index.overflows.growthByteCount), at: now) else { return false }
        }
        while index.homeCount == index.homes.capacity {
            guard !index.addHomePage(budget: &budget) else { break }
            guard evict(for: .bytes(index.homes.growthByteCount), at: now) else { return index.homeCount > 0 }
        }
        if index.homeCount == 0 { index.makeFirstHome() }
        return true
    }

    /// Splits a bucket or two when the index has become crowded.
    mutating func growIndex() {
        // Two, so that an index that could not grow for a while catches up.
        for _ in 0..<2 where index.isCrowded && index.canSplit {
            index.splitNext { reference in
                settings.hasher.hash(unsafe arena.entry(at: reference).keyBytes.span)
            }
        }
    }

    /// Evicts until `need` can be met; returns whether it can.
    ///
    /// Looks at a few thousand entries, or at pages worth twice the need if that is more, except when tombstones
    /// are in the way.
    private mutating func evict(for need: MemoryNeed, at now: WallTime) -> Bool {
        var gentlePageCount = 2
        if case .bytes(let byteCount) = need { gentlePageCount += 2 * (byteCount / arena.pageByteCount) }
        var entryCount = 0
        var pageCount = 0
        // In the fourth round no frequency is left to count down.
        while entryCount < Self.gentleEntryCount || pageCount < gentlePageCount,
            pageCount < 4 * arena.pageCount
        {
            if isMet(need) { return true }
            entryCount += visitNextPage(.gentle, for: need, at: now)
            pageCount += 1
        }
        for pressure in [Pressure.strong, .extreme] {
            for _ in 0..<arena.pageCount {
                if isMet(need) { return true }
                _ = visitNextPage(pressure, for: need, at: now)
            }
        }
        return isMet(need)
    }

    private func isMet(_ need: MemoryNeed) -> Bool {
        switch need {
        case .place(let sizeClass):
            arena.classStates[sizeClass].freeCount > 0
                || budget.hasRoom(for: arena.cost(ofPage: arena.pageByteCount))
        case .bytes(let byteCount):
            budget.hasRoom(for: arena.cost(ofPage: byteCount))
        }
    }

    /// Visits the page at the hand and moves the hand on; returns how many entries it looked at.
    private mutating func visitNextPage(
        _ pressure: Pressure, for need: MemoryNeed, at now: WallTime
    ) -> Int {
        let hand = min(handPageNumber, arena.pageCount)
        guard
            let number = arena.firstPageInUse(in: hand..<arena.pageCount)
                ?? arena.firstPageInUse(in: 0..<hand)
        else { return 0 }
        handPageNumber = number + 1
        let entryCount = arena.occupiedCount(ofPage: number)
        if pressure == .strong, case .place(let sizeClass) = need,
            arena.sizeClass(ofPage: number) == sizeClass
        {
            dropColdestEntry(ofPage: number)
        } else {
            dropEntries(ofPage: number, under: pressure, at: now)
        }
        if arena.isEmpty(page: number) {
            arena.release(number, budget: &budget)
        } else if !isMet(need) {
            evacuate(page: number)
        }
        return entryCount
    }

    private mutating func dropEntries(ofPage number: Int, under pressure: Pressure, at now: WallTime) {
        var placeIndex = 0
        while let reference = arena.nextEntry(inPage: number, from: &placeIndex) {
            if shouldDrop(arena.entry(at: reference), under: pressure, at: now) {
                removeKeepingPage(reference)
            }
        }
    }

    /// Drops the first of the live entries with the lowest frequency: one place is all that is needed.
    private mutating func dropColdestEntry(ofPage number: Int) {
        var coldest: (reference: EntryReference, frequency: UInt8)?
        var placeIndex = 0
        while let reference = arena.nextEntry(inPage: number, from: &placeIndex) {
            let entry = arena.entry(at: reference)
            guard !entry.isTombstone, entry.frequency < coldest?.frequency ?? .max else { continue }
            coldest = (reference, entry.frequency)
        }
        guard let coldest else { return }
        counters.evictionCount += 1
        removeKeepingPage(coldest.reference)
    }

    /// Decides about one entry under the hand; counts its frequency down and its removal up.
    private mutating func shouldDrop(_ entry: Entry, under pressure: Pressure, at now: WallTime) -> Bool {
        if entry.isTombstone {
            if settings.isPastGrace(entry.version, at: now) { return true }
            let isOverLimit = counters.tombstoneByteCount > settings.tombstoneLimitInBytes
            guard isOverLimit || pressure == .extreme else { return false }
            counters.evictedTombstoneCount += 1
            return true
        }
        if entry.isExpired(at: now) {
            counters.expirationCount += 1
            return true
        }
        guard entry.frequency == 0 || pressure != .gentle else {
            entry.frequency -= 1
            return false
        }
        counters.evictionCount += 1
        return true
    }

    /// Moves the entries of a page into free places of other pages of its class, and releases it; does nothing
    /// when those do not suffice.
    private mutating func evacuate(page number: Int) {
        guard arena.occupiedCount(ofPage: number) <= arena.freePlaceCount(outsidePage: number) else { return }
        arena.detach(number)
        var placeIndex = 0
        while let reference = arena.nextEntry(inPage: number, from: &placeIndex) {
            let location = location(of: reference)
            let place = arena.takePlace(ofClass: arena.sizeClass(ofPage: number))
            arena.entry(at: reference).move(to: arena.entry(at: place))
            location.bucket.replace(at: location.lane, with: place)
        }
        arena.releaseEvacuated(number, budget: &budget)
    }
}
