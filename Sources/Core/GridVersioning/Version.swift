private import GridDeterminism
package import GridIdentity

/// What decides which of two writes of one key wins: the later stamp, then the greater origin.
///
/// Versions are compared whole. A replica, a repair and a hand-over keep the version that the write was given.
package struct Version: Hashable, Sendable {
    /// When the write was accepted, on the accepting node's hybrid clock.
    package let timestamp: HybridTimestamp
    /// Which node accepted it.
    package let origin: OriginTag

    package init(timestamp: HybridTimestamp, origin: OriginTag) {
        self.timestamp = timestamp
        self.origin = origin
    }
}

extension Version: Comparable {
    package static func < (left: Version, right: Version) -> Bool {
        (left.timestamp, left.origin.rawValue) < (right.timestamp, right.origin.rawValue)
    }
}

extension Version: CustomStringConvertible {
    package var description: String { "\(timestamp)@\(origin.rawValue)" }
}

/// A 32-bit stand-in for the identity of the node that accepted a write.
///
/// It is kept in every entry, so it is small. Two nodes may share a tag (about one pair in four thousand million);
/// when their stamps of one key collide as well, the store
/// lets the greater value win, so replicas agree even then.
package struct OriginTag: Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The tag of `node`: the upper half of the stable hash of its name and epoch.
    package init(of node: NodeID) {
        var hash = StableHash()
        hash.combine(node.name)
        hash.combine(node.epoch)
        rawValue = UInt32(truncatingIfNeeded: hash.value >> 32)
    }
}
