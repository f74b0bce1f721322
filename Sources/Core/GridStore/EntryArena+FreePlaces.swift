/// Which pages of a class have free places: a doubly linked list through their records.
extension EntryArena {
    /// Offers the free places of a page to its class.
    mutating func attach(_ number: Int) {
        let freeCount = freePlaceCount(ofPage: number)
        guard freeCount > 0 else { return }
        classStates[Int(pages[number].sizeClass)].freeCount += freeCount
        link(number)
    }

    /// Withdraws the free places of a page from its class, so that none of them is taken.
    mutating func detach(_ number: Int) {
        let freeCount = freePlaceCount(ofPage: number)
        guard freeCount > 0 else { return }
        classStates[Int(pages[number].sizeClass)].freeCount -= freeCount
        unlink(number)
    }

    /// How many places of a page's class are free in other pages.
    func freePlaceCount(outsidePage number: Int) -> Int {
        guard pages[number].use == .places else { return 0 }
        return classStates[Int(pages[number].sizeClass)].freeCount - freePlaceCount(ofPage: number)
    }

    mutating func link(_ number: Int) {
        let sizeClass = Int(pages[number].sizeClass)
        let first = classStates[sizeClass].firstPage
        pages[number].nextPage = first
        pages[number].previousPage = 0
        if first != 0 { pages[Int(first) - 1].previousPage = UInt32(number) + 1 }
        classStates[sizeClass].firstPage = UInt32(number) + 1
    }

    mutating func unlink(_ number: Int) {
        let next = pages[number].nextPage
        let previous = pages[number].previousPage
        if next != 0 { pages[Int(next) - 1].previousPage = previous }
        if previous != 0 {
            pages[Int(previous) - 1].nextPage = next
        } else {
            classStates[Int(pages[number].sizeClass)].firstPage = next
        }
        pages[number].nextPage = 0
        pages[number].previousPage = 0
    }
}
