extension String {
    /// Whether both texts have the same UTF-8 bytes.
    ///
    /// The standard library's `==` also accepts another spelling of the same characters, such as an accent that
    /// follows its letter. Stable hashes and the wire see the bytes, so identities are compared by bytes as well. A
    /// structure that is sorted by one order and searched by the other loses what it holds.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether the UTF-8 bytes of this text come before those of `other` in lexicographic order.
    package func precedesInBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
