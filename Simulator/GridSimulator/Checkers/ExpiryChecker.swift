package import GridDeterminism
package import GridReplication

/// Checks that no node serves an entry whose time has come on the node's own clock.
package struct ExpiryChecker {
    package init() {}

    /// Looks at an entry that a node serves at `wall`; returns what is wrong with it.
    package func check(_ entry: FoundEntry, key: Int, servedAt wall: WallTime) -> String? {
        guard let expiry = entry.expiry, expiry <= wall else { return nil }
        return "key-\(key) was served at \(wall.milliseconds), after its expiry at \(expiry.milliseconds)"
    }
}
