/// A table of values whose keys stay unique although their places are reused.
///
/// A key is the place of the value and the place's generation. Removing a value advances the generation, so an
/// answer that arrives after its request was given up finds nothing instead of somebody else's value.
///
/// All operations are O(1); memory follows the largest number of values held at once.
///
/// Inlinable, because every message looks something up here: `gridbench simulator` runs half as fast without.
@usableFromInline
package struct GenerationalTable<Value: Sendable>: Sendable {
    /// Names one value for as long as it is in the table.
    @usableFromInline
    package struct Key: Hashable, Sendable {
        /// The generation in the upper half, the place in the lower.
        @usableFromInline
        package let rawValue: UInt64

        @inlinable
        package init(rawValue: UInt64) {
            self.rawValue = rawValue
        }

        @inlinable
        init(place: Int, generation: UInt32) {
            rawValue = UInt64(generation) << 32 | UInt64(place)
        }

        @inlinable
        var place: Int { Int(rawValue & 0xFFFF_FFFF) }
        @inlinable
        var generation: UInt32 { UInt32(rawValue >> 32) }
    }

    @usableFromInline
    struct Place: Sendable {
        @usableFromInline
        var generation: UInt32 = 1
        @usableFromInline
        var isTaken = true

        @inlinable
        init() {}
    }

    /// Apart from the values, so that looking whether a value is there does not touch it.
    @usableFromInline
    var places: [Place] = []
    /// The value of every place; `nil` where none is taken.
    @usableFromInline
    var values: [Value?] = []
    @usableFromInline
    var freePlaces: [UInt32] = []

    @inlinable
    package init() {}

    /// How many values the table holds.
    @inlinable
    package var count: Int { places.count - freePlaces.count }

    @inlinable
    package var isEmpty: Bool { count == 0 }

    /// Adds a value and returns its key.
    @inlinable
    package mutating func insert(_ value: Value) -> Key {
        if let free = freePlaces.popLast() {
            let place = Int(free)
            places[place].isTaken = true
            values[place] = value
            return Key(place: place, generation: places[place].generation)
        }
        precondition(places.count < Int(UInt32.max), "a table holds at most \(UInt32.max) values")
        places.append(Place())
        values.append(value)
        return Key(place: places.count - 1, generation: 1)
    }

    /// Removes and returns the value of `key`; `nil` when it is no longer there.
    @inlinable
    @discardableResult
    package mutating func remove(_ key: Key) -> Value? {
        guard holds(key), let value = values[key.place].take() else { return nil }
        places[key.place].isTaken = false
        places[key.place].generation &+= 1
        freePlaces.append(UInt32(key.place))
        return value
    }

    /// The value of `key`, or `nil` when it is not in the table; assigning changes a value that is there.
    @inlinable
    package subscript(key: Key) -> Value? {
        get { holds(key) ? values[key.place] : nil }
        set {
            precondition(newValue != nil, "a value is removed with remove(_:)")
            precondition(holds(key), "the table does not hold the value that is assigned")
            values[key.place] = newValue
        }
    }

    /// Looks at the value of `key` without copying it; returns `nil` when it is not in the table.
    @inlinable
    package func read<Result>(_ key: Key, _ look: (borrowing Value) -> Result) -> Result? {
        guard holds(key) else { return nil }
        // It holds a value, and borrowing one inside an optional takes the exclamation mark.
        // swift-format-ignore: NeverForceUnwrap
        return look(values[key.place]!)
    }

    /// Changes the value of `key` in place; returns `nil` when it is not in the table.
    @inlinable
    package mutating func update<Result>(_ key: Key, _ change: (inout Value) -> Result) -> Result? {
        guard holds(key) else { return nil }
        // It holds a value, and changing one inside an optional without moving it takes the exclamation mark.
        // swift-format-ignore: NeverForceUnwrap
        return change(&values[key.place]!)
    }

    /// The keys of all values, in the order of their places.
    ///
    /// - Complexity: O(n) in the largest number of values ever held at once.
    @inlinable
    package var keys: [Key] {
        places.indices.compactMap { place in
            places[place].isTaken ? Key(place: place, generation: places[place].generation) : nil
        }
    }

    @inlinable
    func holds(_ key: Key) -> Bool {
        key.place < places.count && places[key.place].generation == key.generation
            && places[key.place].isTaken
    }
}
