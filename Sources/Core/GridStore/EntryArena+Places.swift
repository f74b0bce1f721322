/// Taking and freeing places.
extension EntryArena {
    /// Takes a place for an entry, from the class's free places or from a new page.
    ///
    /// Returns `nil` when neither is to be had within the budget.
    mutating func allocate(byteCount: Int, budget: inout MemoryBudget) -> EntryReference? {
        guard let sizeClass = classes.sizeClass(forByteCount: byteCount) else {
            let pageByteCount = Self.rounded(byteCount)
            guard
                let number = addPage(
                    .largeEntry, byteCount: pageByteCount, placeByteCount: pageByteCount, sizeClass: 0,
                    budget: &budget)
            else { return nil }
            pages[number].occupiedCount = 1
            pages[number].usedCount = 1
            return EntryReference(rawValue: UInt32(number) << granuleBitCount)
        }
        if classStates[sizeClass].freeCount == 0 {
            let placeByteCount = SizeClasses.granules(ofClass: sizeClass) * SizeClasses.granuleByteCount
            guard
                let number = addPage(
                    .places, byteCount: pageByteCount, placeByteCount: placeByteCount, sizeClass: sizeClass,
                    budget: &budget)
            else { return nil }
            attach(number)
        }
        return takePlace(ofClass: sizeClass)
    }

    /// Takes a free place of a class.
    ///
    /// - Precondition: the class has one.
    mutating func takePlace(ofClass sizeClass: Int) -> EntryReference {
        precondition(classStates[sizeClass].freeCount > 0, "class \(sizeClass) has no free place")
        let number = Int(classStates[sizeClass].firstPage) - 1
        let placeIndex: Int
        if pages[number].firstFree != 0 {
            placeIndex = Int(pages[number].firstFree) - 1
            let place = entry(at: reference(page: number, placeIndex: placeIndex))
            pages[number].firstFree = place.nextFree
        } else {
            placeIndex = Int(pages[number].usedCount)
            pages[number].usedCount += 1
        }
        pages[number].occupiedCount += 1
        classStates[sizeClass].freeCount -= 1
        if freePlaceCount(ofPage: number) == 0 { unlink(number) }
        return reference(page: number, placeIndex: placeIndex)
    }

    /// Frees a place, and its page when that becomes empty.
    mutating func free(_ reference: EntryReference, budget: inout MemoryBudget) {
        let number = pageNumber(of: reference)
        vacate(reference)
        if pages[number].occupiedCount == 0 { release(number, budget: &budget) }
    }

    /// Frees a place and keeps its page, which the caller is visiting.
    mutating func vacate(_ reference: EntryReference) {
        let number = pageNumber(of: reference)
        let place = entry(at: reference)
        precondition(place.isOccupied, "the place \(reference.rawValue) is freed twice")
        place.becomeFree()
        if pages[number].use == .places {
            if freePlaceCount(ofPage: number) == 0 { link(number) }
            classStates[Int(pages[number].sizeClass)].freeCount += 1
            place.nextFree = pages[number].firstFree
            pages[number].firstFree = UInt16(placeIndex(of: reference) + 1)
        }
        pages[number].occupiedCount -= 1
    }

    /// Gives an empty page back.
    ///
    /// - Precondition: no place of the page is occupied.
    mutating func release(_ number: Int, budget: inout MemoryBudget) {
        precondition(pages[number].occupiedCount == 0, "page \(number) is released with entries in it")
        if pages[number].use == .places { detach(number) }
        releaseDetached(number, budget: &budget)
    }

    /// Gives a detached page back whose entries have all been moved elsewhere.
    mutating func releaseEvacuated(_ number: Int, budget: inout MemoryBudget) {
        pages[number].occupiedCount = 0
        releaseDetached(number, budget: &budget)
    }

    private mutating func releaseDetached(_ number: Int, budget: inout MemoryBudget) {
        let size = byteCount(ofPage: pages[number])
        // The page was allocated by `addPage` and holds no entry, so nothing refers to it.
        unsafe pages[number].base?.deallocate()
        pages[number] = .unused
        pages[number].nextPage = firstUnusedRecord
        firstUnusedRecord = UInt32(number) + 1
        byteCount -= size
        budget.giveBack(size)
    }

    /// The next occupied place of a page, from the place with index `placeIndex` on, which is advanced behind it.
    func nextEntry(inPage number: Int, from placeIndex: inout Int) -> EntryReference? {
        let usedCount = Int(pages[number].usedCount)
        while placeIndex < usedCount {
            let candidate = reference(page: number, placeIndex: placeIndex)
            placeIndex += 1
            if entry(at: candidate).isOccupied { return candidate }
        }
        return nil
    }

    func freePlaceCount(ofPage number: Int) -> Int {
        Int(pages[number].placeCount) - Int(pages[number].occupiedCount)
    }

    func occupiedCount(ofPage number: Int) -> Int { Int(pages[number].occupiedCount) }

    func isEmpty(page number: Int) -> Bool { pages[number].occupiedCount == 0 }

    func sizeClass(ofPage number: Int) -> Int { Int(pages[number].sizeClass) }

    /// The first page of `numbers` that is in use.
    func firstPageInUse(in numbers: Range<Int>) -> Int? {
        numbers.first { number in pages[number].use != .none }
    }

    func reference(page number: Int, placeIndex: Int) -> EntryReference {
        let granules = Int(pages[number].placeByteCount) / SizeClasses.granuleByteCount
        return EntryReference(rawValue: UInt32(number) << granuleBitCount | UInt32(placeIndex * granules))
    }

    func byteCount(ofPage page: PageRecord) -> Int {
        switch page.use {
        case .none: 0
        case .places: pageByteCount
        case .largeEntry: Int(page.placeByteCount)
        }
    }

    private func placeIndex(of reference: EntryReference) -> Int {
        let granule = Int(reference.rawValue & (1 << granuleBitCount - 1))
        return granule * SizeClasses.granuleByteCount / placeByteCount(of: reference)
    }

    private mutating func addPage(
        _ use: PageRecord.Use, byteCount size: Int, placeByteCount: Int, sizeClass: Int,
        budget: inout MemoryBudget
    ) -> Int? {
        let cost = cost(ofPage: size)
        guard budget.hasRoom(for: cost) else { return nil }
        guard firstUnusedRecord != 0 || UInt64(pages.count) < 1 << UInt64(32 - granuleBitCount) else {
            return nil
        }
        budget.take(cost)
        byteCount += cost
        let number: Int
        if firstUnusedRecord != 0 {
            number = Int(firstUnusedRecord) - 1
            firstUnusedRecord = pages[number].nextPage
        } else {
            number = pages.count
            pages.append(.unused)
        }
        pages[number] = .unused
        // Freed when the page is given back, and with the arena at the latest.
        unsafe pages[number].base = .allocate(byteCount: size, alignment: SizeClasses.granuleByteCount)
        pages[number].use = use
        pages[number].placeByteCount = UInt32(placeByteCount)
        pages[number].sizeClass = UInt8(sizeClass)
        pages[number].placeCount = UInt16(size / placeByteCount)
        return number
    }
}
