/// Names an entry of one arena: the number of its page, then the granule within the page.
///
/// Unlike a pointer it fits in 32 bits, and it is the same in every run.
struct EntryReference: Hashable, BitwiseCopyable {
    let rawValue: UInt32
}

/// The memory in which one shard keeps its entries.
///
/// Memory is taken from the system in pages, one at a time. A page holds places of one size class; an entry above
/// the largest class gets a page of its own size. An empty page goes back at once, so memory follows the sizes
/// that are written and does not stay with the class that had it first.
///
/// Source: Bonwick, "The Slab Allocator" (USENIX 1994), with entries that can be moved because only the index
/// refers to them.
struct EntryArena: ~Copyable {
    /// The pages of one class that have a free place, and how many such places there are.
    struct ClassState: BitwiseCopyable {
        var firstPage: UInt32 = 0
        var freeCount = 0
    }

    let classes: SizeClasses
    let pageByteCount: Int
    let granuleBitCount: UInt32
    var pages = RawTable<PageRecord>()
    var classStates = RawTable<ClassState>()
    var firstUnusedRecord: UInt32 = 0
    /// What pages, large entries and the tables take.
    var byteCount = 0

    /// Makes an arena that has no pages yet.
    ///
    /// - Precondition: `pageByteCount` is a power of two in 4,096...65,536.
    init(pageByteCount: Int, budget: inout MemoryBudget) {
        precondition(
            (4_096...65_536).contains(pageByteCount) && pageByteCount.nonzeroBitCount == 1,
            "a page of \(pageByteCount) bytes")
        self.pageByteCount = pageByteCount
        granuleBitCount = UInt32((pageByteCount / SizeClasses.granuleByteCount).trailingZeroBitCount)
        // At least eight places to a page bound what the end of a page wastes.
        classes = SizeClasses(largestSlotByteCount: pageByteCount / 8)
        for _ in 0...classes.largest { classStates.append(ClassState()) }
        byteCount = classStates.byteCount
        budget.take(byteCount)
    }

    deinit {
        for number in 0..<pages.count {
            // Every page in use was allocated by `addPage`; entries need no deinitialisation.
            unsafe pages[number].base?.deallocate()
        }
    }

    var pageCount: Int { pages.count }

    /// What one more page of `byteCount` bytes costs, its record included.
    func cost(ofPage byteCount: Int) -> Int {
        byteCount + (firstUnusedRecord == 0 ? pages.growthByteCount : 0)
    }

    @inline(__always)
    func entry(at reference: EntryReference) -> Entry {
        let number = reference.rawValue &>> granuleBitCount
        let granule = reference.rawValue &- number &<< granuleBitCount
        // References name places of pages in use; a page is released only when no entry is left in it.
        return unsafe Entry(
            at: pages[Int(number)].base.unsafelyUnwrapped + Int(granule) &* SizeClasses.granuleByteCount)
    }

    func pageNumber(of reference: EntryReference) -> Int { Int(reference.rawValue >> granuleBitCount) }

    /// The bytes that the place of an entry takes.
    func placeByteCount(of reference: EntryReference) -> Int {
        Int(pages[pageNumber(of: reference)].placeByteCount)
    }

    /// Whether an entry of `byteCount` bytes belongs into the place at `reference` rather than into another.
    func isRightPlace(_ reference: EntryReference, forByteCount byteCount: Int) -> Bool {
        let page = pages[pageNumber(of: reference)]
        guard let sizeClass = classes.sizeClass(forByteCount: byteCount) else {
            return page.use == .largeEntry && Int(page.placeByteCount) == Self.rounded(byteCount)
        }
        return page.use == .places && Int(page.sizeClass) == sizeClass
    }

    /// Rounds up to whole granules.
    static func rounded(_ byteCount: Int) -> Int {
        SizeClasses.granules(forByteCount: byteCount) * SizeClasses.granuleByteCount
    }
}
