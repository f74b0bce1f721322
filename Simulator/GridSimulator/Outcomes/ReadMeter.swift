package import GridDeterminism

/// Measures what reads find.
package struct ReadMeter: Sendable {
    /// Of the answered reads whose key had been written.
    package private(set) var hits = Share()
    /// Of all reads, those for which an app would have to ask its database.
    package private(set) var loads = Share()
    /// When a write of each key was first acknowledged.
    private var writtenAt: [Instant?]

    package init(keyCount: Int) {
        writtenAt = Array(repeating: nil, count: keyCount)
    }

    package mutating func wrote(_ key: Int, at now: Instant) {
        if writtenAt[key] == nil { writtenAt[key] = now }
    }

    /// A read of `key` found something, or nothing, or failed.
    package mutating func read(_ key: Int, begunAt: Instant, _ finding: Finding) {
        loads.add(finding != .value)
        guard finding != .failure, let written = writtenAt[key], written <= begunAt else { return }
        hits.add(finding == .value)
    }

    /// How a read ended.
    package enum Finding: Hashable, Sendable {
        case value
        case nothing
        case failure
    }
}
