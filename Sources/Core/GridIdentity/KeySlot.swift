/// One of the 16,384 units in which keys are owned, handed over and compared.
///
/// The slot of a key is the CRC-16/XMODEM of its bytes modulo 16,384. When the key contains `{tag}` with at least
/// one byte between the first `{` and the next `}`, only the tag is hashed, so keys that share a tag share owners.
/// These are the slots of Redis Cluster, so its clients compute the same ones.
///
/// Source: "Redis cluster specification", sections Key distribution model and Hash tags.
@usableFromInline
package struct KeySlot: Hashable, Comparable, Sendable {
    /// How many slots there are.
    @inlinable
    package static var count: Int { 16_384 }

    /// `0..<16_384`.
    @usableFromInline
    package let index: UInt16

    /// Names a slot by its index.
    ///
    /// - Precondition: `index` is below ``count``.
    @inlinable
    package init(index: UInt16) {
        precondition(index < Self.count, "slot \(index) is not below \(Self.count)")
        self.index = index
    }

    /// The slot that `key` belongs to.
    package init(of key: Span<UInt8>) {
        let hashed = Self.taggedRange(of: key)
        self.init(index: CRC16.checksum(of: key, in: hashed) & UInt16(Self.count - 1))
    }

    @inlinable
    package static func < (left: KeySlot, right: KeySlot) -> Bool { left.index < right.index }

    /// The bytes of `key` that decide its slot: the first non-empty tag, else all of them.
    private static func taggedRange(of key: Span<UInt8>) -> Range<Int> {
        var opening = 0
        while opening < key.count, key[opening] != UInt8(ascii: "{") { opening += 1 }
        guard opening < key.count else { return 0..<key.count }
        var closing = opening + 1
        while closing < key.count, key[closing] != UInt8(ascii: "}") { closing += 1 }
        guard closing < key.count, closing > opening + 1 else { return 0..<key.count }
        return opening + 1..<closing
    }
}
