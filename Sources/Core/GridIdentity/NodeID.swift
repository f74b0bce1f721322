/// Who a cluster member is: a name that the operator chose and the epoch of one life of its process.
///
/// A restarted process keeps its name and takes a higher epoch, so its former self is replaced at once instead
/// of being argued with.
package struct NodeID: Hashable, Sendable {
    /// The operator's name for the node: 1 to 255 bytes of UTF-8 without control characters.
    package let name: String
    /// Wall-clock milliseconds at which this life of the process began.
    package let epoch: UInt64

    /// Makes an identity.
    ///
    /// - Precondition: `name` satisfies ``isValidName(_:)``.
    package init(name: String, epoch: UInt64) {
        precondition(Self.isValidName(name), "a node name has 1 to 255 bytes, no controls: \(name)")
        self.name = name
        self.epoch = epoch
    }

    /// Whether `name` can name a node: 1 to 255 bytes of UTF-8, no control characters.
    package static func isValidName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }
}

extension NodeID: Comparable {
    /// Orders by the bytes of the name, then by epoch.
    package static func < (left: NodeID, right: NodeID) -> Bool {
        if !left.hasSameName(as: right) { return left.name.precedesInBytes(right.name) }
        return left.epoch < right.epoch
    }

    /// Whether both are the same life of the same node; names are compared by their bytes.
    ///
    /// The synthesised hash treats two spellings of one name alike. That is sound: what is equal hashes equally.
    package static func == (left: NodeID, right: NodeID) -> Bool {
        left.epoch == right.epoch && left.hasSameName(as: right)
    }

    /// Whether both are lives of the same node; names are compared by their bytes.
    package func hasSameName(as other: NodeID) -> Bool {
        name.hasSameBytes(as: other.name)
    }
}

extension NodeID: CustomStringConvertible {
    package var description: String { "\(name)#\(epoch)" }
}
