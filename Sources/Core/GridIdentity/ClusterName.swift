/// The name that all members of one cluster share.
///
/// It is compared before anything else a stranger says is believed, so a reused address cannot bridge two
/// clusters.
package struct ClusterName: Hashable, Sendable {
    /// 1 to 255 bytes of UTF-8 without control characters.
    package let rawValue: String

    /// Makes a cluster name; `nil` unless it has 1 to 255 bytes of UTF-8 without control characters.
    package init?(_ rawValue: String) {
        guard NodeID.isValidName(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

extension ClusterName {
    /// Whether both names have the same bytes.
    ///
    /// The synthesised hash treats two spellings of one name alike. That is sound: what is equal hashes equally.
    package static func == (left: ClusterName, right: ClusterName) -> Bool {
        left.rawValue.hasSameBytes(as: right.rawValue)
    }
}

extension ClusterName: CustomStringConvertible {
    package var description: String { rawValue }
}
