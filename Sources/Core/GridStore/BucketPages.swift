/// Buckets numbered from zero, in pages that are added one at a time and never move.
@safe struct BucketPages: ~Copyable {
    private let pageByteCount: Int
    private let pageShift: UInt64
    private var pages = RawTable<BucketPage>()

    init(pageByteCount: Int) {
        self.pageByteCount = pageByteCount
        pageShift = UInt64((pageByteCount / HashBucket.byteCount).trailingZeroBitCount)
    }

    deinit {
        for index in 0..<pages.count {
            // Allocated by `addPage`.
            unsafe pages[index].base.deallocate()
        }
    }

    var byteCount: Int { pages.count * pageByteCount + pages.byteCount }

    /// How many buckets there are room for.
    var capacity: Int { pages.count << Int(pageShift) }

    /// The bytes that another page takes.
    var growthByteCount: Int { pageByteCount + pages.growthByteCount }

    @inline(__always)
    func bucket(_ number: Int) -> HashBucket {
        // Masking shifts: the compiler need not know that the shift is below 64.
        let pageNumber = UInt64(number) &>> pageShift
        let offset = (UInt64(number) &- pageNumber &<< pageShift) &* UInt64(HashBucket.byteCount)
        // The table checks the page's number; the offset is within a page.
        return unsafe HashBucket(at: pages[Int(pageNumber)].base + Int(offset))
    }

    /// Adds a page of buckets, whose content is undefined; returns whether the budget had room.
    mutating func addPage(budget: inout MemoryBudget) -> Bool {
        guard budget.hasRoom(for: growthByteCount) else { return false }
        budget.take(growthByteCount)
        pages.append(BucketPage(byteCount: pageByteCount))
        return true
    }
}

/// The memory of one page of buckets.
@safe private struct BucketPage: BitwiseCopyable {
    // Points to a whole page, 64-byte aligned. `BucketPages` deallocates it.
    let base: UnsafeMutableRawPointer

    init(byteCount: Int) {
        unsafe base = .allocate(byteCount: byteCount, alignment: HashBucket.byteCount)
    }
}
