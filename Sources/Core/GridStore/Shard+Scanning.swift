import GridIdentity

/// Enumeration of one slot.
extension Shard {
    /// How many buckets one call looks at, at most, besides the limit on entries: bounds the time under the lock.
    static var scannedBucketCount: Int { 1_024 }

    /// Collects the entries of a slot, bucket by bucket from `cursor` on, until there are `limit` or enough buckets
    /// were looked at; returns where to go on, or `nil` at the end.
    func scan(
        slotIndex: UInt16, from cursor: ScanCursor, limit: Int, into references: inout [EntryReference]
    ) -> ScanCursor? {
        var number = cursor.nextBucketNumber
        let end = min(index.homeCount, number + Self.scannedBucketCount)
        while number < end, references.count < limit {
            collectEntries(ofSlot: slotIndex, inBucket: number, into: &references)
            number += 1
        }
        return number < index.homeCount ? ScanCursor(nextBucketNumber: number) : nil
    }

    /// Removes the entries of a slot from the buckets that one call looks at; returns where to go on.
    mutating func remove(slotIndex: UInt16, from cursor: ScanCursor) -> ScanCursor? {
        var references: [EntryReference] = []
        let next = scan(slotIndex: slotIndex, from: cursor, limit: .max, into: &references)
        for reference in references { remove(reference) }
        return next
    }

    private func collectEntries(
        ofSlot slotIndex: UInt16, inBucket number: Int, into references: inout [EntryReference]
    ) {
        let slotBits = settings.tagLayout.slotBits(of: slotIndex)
        var next: HashBucket? = index.homes.bucket(number)
        while let bucket = next {
            var lanes = bucket.lanes(matching: slotBits, mask: settings.tagLayout.slotMask)
            while let lane = lanes.next() {
                let reference = bucket.reference(at: lane)
                if arena.entry(at: reference).slotIndex == slotIndex { references.append(reference) }
            }
            next = index.overflow(of: bucket)
        }
    }
}
