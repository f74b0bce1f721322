import GridIdentity

/// Which members there is news about, the least told and then the newest first.
///
/// The queue holds names only: what is told about a name is whatever is believed when a message is made, so newer
/// news replaces older by itself. A queue that is full drops what was told most often. Names are compared by bytes.
///
/// Source: Das, Gupta, Motivala, "SWIM" (DSN 2002), section 4.1, for the preference of news that was told less.
package struct RumorQueue: Sendable {
    private struct Rumor: Sendable {
        let subject: String
        var transmissionCount = 0
        /// Grows with every rumor, so that the order is total.
        let number: UInt64

        func goesBefore(_ other: Rumor) -> Bool {
            guard transmissionCount == other.transmissionCount else {
                return transmissionCount < other.transmissionCount
            }
            return number > other.number
        }
    }

    /// In the order in which they are told.
    private var rumors: [Rumor] = []
    private var nextNumber: UInt64 = 0

    private let capacity: Int

    /// Makes an empty queue for news about up to `capacity` members.
    package init(capacity: Int) {
        precondition(capacity >= 1, "a queue holds at least one rumor: \(capacity)")
        self.capacity = capacity
    }

    package var isEmpty: Bool { rumors.isEmpty }

    package var count: Int { rumors.count }

    /// The subject that is told as the `index`-th.
    package subscript(index: Int) -> String { rumors[index].subject }

    package func contains(_ subject: String) -> Bool {
        rumors.contains { $0.subject.hasSameBytes(as: subject) }
    }

    /// Notes that there is news about `subject`, which takes the place of older news about it.
    package mutating func insert(_ subject: String) {
        rumors.removeAll { $0.subject.hasSameBytes(as: subject) }
        if rumors.count == capacity { rumors.removeLast() }
        rumors.insert(Rumor(subject: subject, number: nextNumber), at: 0)
        nextNumber += 1
    }

    /// Notes that the first `count` rumors were told once more, and drops those told `limit` times.
    ///
    /// - Complexity: O(n).
    package mutating func recordTransmission(ofFirst count: Int, limit: Int) {
        guard count > 0 else { return }
        var told = rumors.prefix(count)
        for index in told.indices { told[index].transmissionCount += 1 }
        told.removeAll { $0.transmissionCount >= limit }
        rumors = Self.merge(told, rumors.dropFirst(count))
    }

    /// Both parts are in order; so is the result.
    private static func merge(_ left: ArraySlice<Rumor>, _ right: ArraySlice<Rumor>) -> [Rumor] {
        var merged: [Rumor] = []
        merged.reserveCapacity(left.count + right.count)
        var left = left
        var right = right
        while let first = left.first, let second = right.first {
            if first.goesBefore(second) {
                merged.append(first)
                left = left.dropFirst()
            } else {
                merged.append(second)
                right = right.dropFirst()
            }
        }
        merged.append(contentsOf: left)
        merged.append(contentsOf: right)
        return merged
    }
}
