/// Finds entries by the hash of their key.
///
/// It is a linear hash table: when the mean bucket exceeds ``meanLaneCount`` references, one more bucket is split, in
/// numerical order. So it grows by one bucket at a time, with no moment at which everything is moved, and its
/// size stays proportional to what it holds. Buckets that are full before their turn get overflow buckets. It
/// does not shrink, except when it is emptied as a whole.
///
/// Source: Litwin, "Linear Hashing: A New Tool for File and Table Addressing" (VLDB 1980).
struct HashIndex: ~Copyable {
    /// Where a reference is; valid until the index changes.
    struct Location {
        let homeNumber: Int
        let bucket: HashBucket
        let lane: Int

        var reference: EntryReference { bucket.reference(at: lane) }
    }

    /// How many references a bucket has on average before another is split.
    ///
    /// Twice as many is what a bucket has
    /// just before its turn at the end of a round, so more would mean many overflow buckets.
    static let meanLaneCount = 7

    /// A split and an insertion together use at most so many overflow buckets before they free some.
    static let spareOverflowCount = 3

    private(set) var homes: BucketPages
    private(set) var overflows: BucketPages
    /// How many home buckets are in use.
    private(set) var homeCount = 0
    /// How many references there are.
    private(set) var count = 0
    /// Overflow buckets that were made ready once: those in use and those in the chain of free ones.
    private(set) var usedOverflowCount = 0
    private(set) var freeOverflowCount = 0
    private var firstFreeOverflow = 0

    init(pageByteCount: Int) {
        homes = BucketPages(pageByteCount: pageByteCount)
        overflows = BucketPages(pageByteCount: pageByteCount)
    }

    var byteCount: Int { homes.byteCount + overflows.byteCount }

    /// How many overflow buckets could be taken.
    var availableOverflowCount: Int { overflows.capacity - usedOverflowCount + freeOverflowCount }

    /// The number of the home bucket of a hash.
    @inline(__always)
    func homeNumber(of hash: UInt64) -> Int {
        let mask = UInt64.max &>> UInt64(truncatingIfNeeded: (homeCount &- 1 | 1).leadingZeroBitCount)
        let number = Int(truncatingIfNeeded: hash & mask)
        return number < homeCount ? number : Int(truncatingIfNeeded: hash & (mask &>> 1))
    }

    /// The next bucket of a chain.
    @inline(__always)
    func overflow(of bucket: HashBucket) -> HashBucket? {
        bucket.hasOverflow ? overflows.bucket(bucket.overflowNumber) : nil
    }

    /// The first reference under `fingerprint` that satisfies `isMatch`.
    @inline(__always)
    func find(_ fingerprint: KeyFingerprint, where isMatch: (EntryReference) -> Bool) -> Location? {
        guard homeCount > 0 else { return nil }
        let homeNumber = homeNumber(of: fingerprint.hash)
        var bucket = homes.bucket(homeNumber)
        while true {
            var lanes = bucket.lanes(matching: fingerprint.tag)
            while let lane = lanes.next() {
                if isMatch(bucket.reference(at: lane)) {
                    return Location(homeNumber: homeNumber, bucket: bucket, lane: lane)
                }
            }
            guard let next = overflow(of: bucket) else { return nil }
            bucket = next
        }
    }

    /// Adds a reference.
    ///
    /// - Precondition: the index has a home bucket, and ``spareOverflowCount`` overflow buckets are available.
    mutating func insert(_ reference: EntryReference, _ fingerprint: KeyFingerprint) {
        append(reference, tag: fingerprint.tag, toHome: homeNumber(of: fingerprint.hash))
        count += 1
    }

    /// Takes a reference out, and puts the last one of its chain into the gap.
    mutating func remove(at location: Location) {
        var beforeLast: HashBucket?
        var last = homes.bucket(location.homeNumber)
        while let next = overflow(of: last) {
            beforeLast = last
            last = next
        }
        let lastLane = last.count - 1
        location.bucket.replace(
            at: location.lane, with: last.reference(at: lastLane), tag: last.tag(at: lastLane))
        last.removeLast()
        count -= 1
        if last.count == 0, let beforeLast {
            freeOverflow(beforeLast.overflowNumber)
            beforeLast.removeOverflow()
        }
    }
}

extension HashIndex {
    /// Whether an average bucket holds more than it should.
    var isCrowded: Bool { count > homeCount * Self.meanLaneCount }

    /// Whether a bucket could be split without another page.
    var canSplit: Bool {
        homeCount < homes.capacity && availableOverflowCount >= Self.spareOverflowCount
    }

    /// Makes the first home bucket.
    ///
    /// - Precondition: there is none yet, and a page for it.
    mutating func makeFirstHome() {
        precondition(homeCount == 0 && homes.capacity > 0, "the index has \(homeCount) home buckets")
        homes.bucket(0).clear()
        homeCount = 1
    }

    mutating func addHomePage(budget: inout MemoryBudget) -> Bool { homes.addPage(budget: &budget) }

    mutating func addOverflowPage(budget: inout MemoryBudget) -> Bool { overflows.addPage(budget: &budget) }

    /// Splits the next bucket in turn: its references go to it or to a new last bucket, as their hashes say.
    ///
    /// - Precondition: ``canSplit``.
    mutating func splitNext(hashOf: (EntryReference) -> UInt64) {
        precondition(canSplit, "no room for another bucket")
        let newNumber = homeCount
        // The bucket in turn is the new one's number without its leading bit.
        let source = newNumber & ~(1 << (Int.bitWidth - 1 - newNumber.leadingZeroBitCount))
        homes.bucket(newNumber).clear()
        homeCount += 1
        // The old content is walked from a copy, while the buckets fill again.
        let copyNumber = takeOverflow()
        homes.bucket(source).copy(to: overflows.bucket(copyNumber))
        homes.bucket(source).clear()
        var number = copyNumber
        while true {
            let bucket = overflows.bucket(number)
            for lane in 0..<bucket.count {
                let reference = bucket.reference(at: lane)
                append(reference, tag: bucket.tag(at: lane), toHome: homeNumber(of: hashOf(reference)))
            }
            let next = bucket.hasOverflow ? bucket.overflowNumber : nil
            freeOverflow(number)
            guard let next else { return }
            number = next
        }
    }

    private mutating func append(_ reference: EntryReference, tag: UInt8, toHome homeNumber: Int) {
        var bucket = homes.bucket(homeNumber)
        while let next = overflow(of: bucket) { bucket = next }
        guard bucket.count == HashBucket.laneCount else {
            bucket.append(reference, tag: tag)
            return
        }
        // The last lane becomes the link, so what it held moves on.
        let number = takeOverflow()
        let next = overflows.bucket(number)
        let lastLane = HashBucket.laneCount - 1
        next.append(bucket.reference(at: lastLane), tag: bucket.tag(at: lastLane))
        next.append(reference, tag: tag)
        bucket.removeLast()
        bucket.overflowNumber = number
    }

    private mutating func takeOverflow() -> Int {
        guard freeOverflowCount > 0 else {
            precondition(usedOverflowCount < overflows.capacity, "no overflow bucket is left")
            overflows.bucket(usedOverflowCount).clear()
            usedOverflowCount += 1
            return usedOverflowCount - 1
        }
        let number = firstFreeOverflow
        let bucket = overflows.bucket(number)
        firstFreeOverflow = bucket.hasOverflow ? bucket.overflowNumber : 0
        freeOverflowCount -= 1
        bucket.clear()
        return number
    }

    /// Puts an overflow bucket into the chain of free ones, linked as overflow buckets are.
    private mutating func freeOverflow(_ number: Int) {
        let bucket = overflows.bucket(number)
        bucket.clear()
        if freeOverflowCount > 0 { bucket.overflowNumber = firstFreeOverflow }
        firstFreeOverflow = number
        freeOverflowCount += 1
    }
}
