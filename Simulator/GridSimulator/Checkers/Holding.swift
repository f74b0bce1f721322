package import GridDeterminism
package import GridVersioning

/// What one member holds of a key, as the omniscient observer sees it.
package struct Holding: Hashable, Sendable {
    package let member: Int
    /// `nil` when the member holds nothing.
    package let version: Version?
    /// Whether the version is a deletion, or a value that was already replaced by one because it expired.
    package let isTombstone: Bool
    /// Whether a read at this moment would find the entry.
    package let isLive: Bool
    package let expiry: WallTime?
    /// A hash of the value; zero when there is none.
    package let contentHash: UInt64
    /// Whether the member owns the key in its own view, and whether it is settled in its slot.
    package let isOwner: Bool
    package let isSettled: Bool

    package init(
        member: Int, version: Version?, isTombstone: Bool = false, isLive: Bool, expiry: WallTime? = nil,
        contentHash: UInt64 = 0, isOwner: Bool = true, isSettled: Bool = true
    ) {
        self.member = member
        self.version = version
        self.isTombstone = isTombstone
        self.isLive = isLive
        self.expiry = expiry
        self.contentHash = contentHash
        self.isOwner = isOwner
        self.isSettled = isSettled
    }
}

extension Holding: CustomStringConvertible {
    package var description: String {
        let name = Scenario.memberName(member)
        guard let version else { return "\(name): nothing" }
        return "\(name): \(version)\(isLive ? "" : " (no value)")"
    }
}
