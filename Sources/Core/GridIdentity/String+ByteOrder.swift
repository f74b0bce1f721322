extension String {
    /// Whether both texts have the same UTF-8 bytes.
    ///
    /// The standard library's `==` also accepts another spelling of the same characters, such as an accent that
    /// follows its letter. Hashes and the wire see the bytes, so identities are compared by bytes as well.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }

    /// Whether the UTF-8 bytes of this text come before those of `other` in lexicographic order.
    package func precedesInBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
