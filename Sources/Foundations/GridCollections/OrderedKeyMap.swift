private import GridDeterminism

/// A map from byte-string keys to values that remembers the order in which its keys were first inserted.
///
/// It is an append-only list with an open-addressing index over it; removed entries leave holes that are closed
/// when they outnumber the rest. The order does not depend on the hash, so equal histories give equal orders in
/// every process.
///
/// Inlinable, because every write goes through one for each other owner; `gridbench simulator` shows it.
@usableFromInline
package struct OrderedKeyMap<Value: Sendable>: Sendable {
    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline
        var key: [UInt8]
        @usableFromInline
        var value: Value?

        @inlinable
        init(key: [UInt8], value: Value?) {
            self.key = key
            self.value = value
        }
    }

    /// Marks a place of the index that was never used since the last rebuild: probing ends there.
    @inlinable
    static var unused: Int32 { -1 }
    /// Marks a place of the index whose entry was removed: probing goes on past it, and it may be used again.
    @inlinable
    static var removed: Int32 { -2 }

    @usableFromInline
    var entries: [Entry] = []
    /// Positions in `entries`, or one of the two marks; a power of two in size.
    @usableFromInline
    var index: [Int32] = []
    @usableFromInline
    var first = 0
    @usableFromInline
    var holeCount = 0

    @inlinable
    package init() {}

    /// How many keys the map holds.
    @inlinable
    package var count: Int { entries.count - holeCount }

    @inlinable
    package var isEmpty: Bool { count == 0 }

    /// The value of `key`, or `nil`.
    @inlinable
    package subscript(key: [UInt8]) -> Value? {
        guard let position = position(of: key) else { return nil }
        return entries[position].value
    }

    /// Sets the value of `key` and returns the former one; a key that was there keeps its place in the order.
    @inlinable
    @discardableResult
    package mutating func updateValue(_ value: Value, forKey key: [UInt8]) -> Value? {
        if let position = position(of: key) {
            let former = entries[position].value
            entries[position].value = value
            return former
        }
        makeRoom()
        entries.append(Entry(key: key, value: value))
        insertIntoIndex(entries.count - 1)
        return nil
    }

    /// Removes `key` and returns its value, or `nil` when it was not there.
    @inlinable
    @discardableResult
    package mutating func removeValue(forKey key: [UInt8]) -> Value? {
        guard let position = position(of: key) else { return nil }
        return takeEntry(at: position).value
    }

    /// The keys and their values in the order of insertion.
    ///
    /// - Complexity: O(n).
    @inlinable
    package var elements: [(key: [UInt8], value: Value)] {
        entries[first...].compactMap { entry in entry.value.map { (entry.key, $0) } }
    }

    /// Removes and returns the key that was inserted first.
    @inlinable
    package mutating func popFirst() -> (key: [UInt8], value: Value)? {
        if entries.isEmpty { return nil }
        while first < entries.count {
            defer { first += 1 }
            guard entries[first].value != nil else { continue }
            let entry = takeEntry(at: first)
            guard let value = entry.value else { continue }
            return (entry.key, value)
        }
        removeAll()
        return nil
    }

    @inlinable
    package mutating func removeAll() {
        entries.removeAll(keepingCapacity: entries.capacity <= 1_024)
        index.removeAll(keepingCapacity: index.capacity <= 2_048)
        first = 0
        holeCount = 0
    }

    /// Removes an entry from the index and leaves a hole in the list until the next rebuild.
    @inlinable
    mutating func takeEntry(at position: Int) -> Entry {
        let entry = entries[position]
        let mask = index.count - 1
        var probe = Self.hash(entry.key) & mask
        while index[probe] != Int32(position) { probe = (probe + 1) & mask }
        index[probe] = Self.removed
        entries[position] = Entry(key: [], value: nil)
        holeCount += 1
        return entry
    }

    @inlinable
    func position(of key: [UInt8]) -> Int? {
        guard !index.isEmpty else { return nil }
        let mask = index.count - 1
        var probe = Self.hash(key) & mask
        while index[probe] != Self.unused {
            if index[probe] >= 0, entries[Int(index[probe])].key == key { return Int(index[probe]) }
            probe = (probe + 1) & mask
        }
        return nil
    }

    @inlinable
    mutating func makeRoom() {
        if holeCount > 32, holeCount * 2 > entries.count {
            entries.removeAll { $0.value == nil }
            holeCount = 0
            first = 0
            rebuildIndex()
        } else if (entries.count + 1) * 2 > index.count {
            rebuildIndex()
        }
    }

    @inlinable
    mutating func rebuildIndex() {
        var capacity = 16
        while capacity < (entries.count + 1) * 4 { capacity *= 2 }
        index = [Int32](repeating: Self.unused, count: capacity)
        for position in entries.indices where entries[position].value != nil { insertIntoIndex(position) }
    }

    @inlinable
    mutating func insertIntoIndex(_ position: Int) {
        let mask = index.count - 1
        var probe = Self.hash(entries[position].key) & mask
        while index[probe] >= 0 { probe = (probe + 1) & mask }
        index[probe] = Int32(position)
    }

    @usableFromInline
    static func hash(_ key: [UInt8]) -> Int {
        var hash = StableHash()
        hash.combine(key.span)
        return Int(truncatingIfNeeded: hash.value >> 1)
    }
}
