extension Shard {
    /// Checks that index, arena, budget and counters agree.
    ///
    /// - Complexity: O(n).
    func checkInvariants() {
        precondition(budget.usedByteCount <= budget.limitInBytes, "\(budget.usedByteCount) bytes are used")
        precondition(
            arena.byteCount + index.byteCount == budget.usedByteCount,
            "\(arena.byteCount) + \(index.byteCount) bytes are not \(budget.usedByteCount)")
        arena.checkInvariants()
        index.checkInvariants { reference in
            let entry = arena.entry(at: reference)
            precondition(entry.isOccupied, "the index refers to a free place, \(reference.rawValue)")
            return fingerprint(of: entry)
        }
        checkCounters()
    }

    private func checkCounters() {
        var entryCount = 0
        var tombstoneCount = 0
        var tombstoneByteCount = 0
        var savedByteCount = 0
        for number in 0..<arena.pageCount {
            var placeIndex = 0
            while let reference = arena.nextEntry(inPage: number, from: &placeIndex) {
                let entry = arena.entry(at: reference)
                precondition(location(of: reference).reference == reference)
                precondition(entry.byteCount <= arena.placeByteCount(of: reference))
                entryCount += 1
                savedByteCount += entry.uncompressedByteCount - entry.storedByteCount
                guard entry.isTombstone else { continue }
                tombstoneCount += 1
                tombstoneByteCount += arena.placeByteCount(of: reference)
            }
        }
        precondition(entryCount == index.count, "\(entryCount) entries, \(index.count) references")
        precondition(tombstoneCount == counters.tombstoneCount, "\(tombstoneCount) tombstones")
        precondition(tombstoneByteCount == counters.tombstoneByteCount, "\(tombstoneByteCount) bytes")
        precondition(savedByteCount == counters.compressionSavedByteCount, "\(savedByteCount) bytes saved")
    }
}

extension EntryArena {
    /// Checks that pages, classes and sizes agree.
    func checkInvariants() {
        var freeCounts = [Int](repeating: 0, count: classStates.count)
        var size = classStates.byteCount + pages.byteCount
        for number in 0..<pageCount {
            size += byteCount(ofPage: pages[number])
            var placeIndex = 0
            var occupied = 0
            while nextEntry(inPage: number, from: &placeIndex) != nil { occupied += 1 }
            precondition(
                occupied == occupiedCount(ofPage: number), "page \(number) holds \(occupied) entries")
            guard pages[number].use != .none else { continue }
            precondition(occupied > 0, "page \(number) is empty and was not released")
            if pages[number].use == .places {
                freeCounts[sizeClass(ofPage: number)] += freePlaceCount(ofPage: number)
            }
        }
        precondition(size == byteCount, "\(size) bytes in pages and tables, not \(byteCount)")
        for sizeClass in 0..<classStates.count {
            precondition(classStates[sizeClass].freeCount == freeCounts[sizeClass], "class \(sizeClass)")
            precondition(linkedFreeCount(ofClass: sizeClass) == freeCounts[sizeClass], "class \(sizeClass)")
        }
    }

    private func linkedFreeCount(ofClass sizeClass: Int) -> Int {
        var count = 0
        var next = classStates[sizeClass].firstPage
        while next != 0 {
            let number = Int(next) - 1
            precondition(self.sizeClass(ofPage: number) == sizeClass, "page \(number) is in a foreign class")
            precondition(freePlaceCount(ofPage: number) > 0, "page \(number) is full but offered")
            count += freePlaceCount(ofPage: number)
            next = pages[number].nextPage
        }
        return count
    }
}

extension HashIndex {
    /// Checks that every reference is where its fingerprint belongs, and that no bucket is lost.
    func checkInvariants(fingerprintOf: (EntryReference) -> KeyFingerprint) {
        var referenceCount = 0
        var overflowCount = 0
        for number in 0..<homeCount {
            var next: HashBucket? = homes.bucket(number)
            while let bucket = next {
                for lane in 0..<bucket.count {
                    let fingerprint = fingerprintOf(bucket.reference(at: lane))
                    precondition(
                        homeNumber(of: fingerprint.hash) == number, "a reference in bucket \(number)")
                    precondition(bucket.tag(at: lane) == fingerprint.tag, "a tag in bucket \(number)")
                }
                referenceCount += bucket.count
                next = overflow(of: bucket)
                guard let next else { continue }
                overflowCount += 1
                precondition(
                    bucket.count == bucket.capacity, "bucket \(number) has a gap before its overflow")
                precondition(next.count > 0, "bucket \(number) has an empty overflow bucket")
            }
        }
        precondition(referenceCount == count, "\(referenceCount) references, not \(count)")
        precondition(
            overflowCount + freeOverflowCount == usedOverflowCount,
            "\(overflowCount) + \(freeOverflowCount) overflow buckets, not \(usedOverflowCount)")
    }
}
