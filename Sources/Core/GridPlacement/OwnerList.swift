/// The owners of one slot, in order of preference: at most eight member indexes, stored inline.
///
/// It is a plain value without references, so a lookup allocates nothing and counts no references. Inlinable, because a
/// change of ownership walks through the lists of all slots; `gridbench simulator` shows it.
@usableFromInline
package struct OwnerList: Hashable, Sendable {
    /// The greatest number of owners.
    @inlinable
    package static var capacity: Int { 8 }

    /// Stands in the lanes behind the last owner; no member has this index.
    @inlinable
    static var vacant: UInt16 { .max }

    @usableFromInline
    var lanes = SIMD8<UInt16>(repeating: vacant)
    @usableFromInline
    var storedCount: UInt8 = 0

    /// A list of no owners.
    @inlinable
    package init() {}

    /// The owners that stand in `indexes` from `start` on; they are known to differ.
    ///
    /// This is how a table answers: appending one by one would look for duplicates that cannot be there.
    @inlinable
    init(of indexes: [UInt16], from start: Int, count: Int) {
        precondition(count <= Self.capacity, "a slot has at most \(Self.capacity) owners")
        for place in 0..<count { lanes[place] = indexes[start + place] }
        storedCount = UInt8(count)
    }

    /// Appends an owner that comes after all others.
    ///
    /// - Precondition: the list is not full and `memberIndex` is not in it.
    @inlinable
    package mutating func append(_ memberIndex: UInt16) {
        precondition(count < Self.capacity, "a slot has at most \(Self.capacity) owners")
        precondition(
            memberIndex != Self.vacant && !contains(memberIndex), "\(memberIndex) cannot be appended")
        lanes[count] = memberIndex
        storedCount += 1
    }

    /// Whether the member is one of the owners.
    @inlinable
    package func contains(_ memberIndex: UInt16) -> Bool {
        for place in 0..<count where lanes[place] == memberIndex { return true }
        return false
    }
}

extension OwnerList: RandomAccessCollection {
    @inlinable
    package var startIndex: Int { 0 }
    @inlinable
    package var endIndex: Int { Int(storedCount) }

    /// The owner in the given place; place 0 is the primary.
    @inlinable
    package subscript(place: Int) -> UInt16 {
        precondition(indices.contains(place), "place \(place) of \(count) owners does not exist")
        return lanes[place]
    }
}

extension OwnerList: CustomStringConvertible {
    @usableFromInline
    package var description: String { "\(Array(self))" }
}
