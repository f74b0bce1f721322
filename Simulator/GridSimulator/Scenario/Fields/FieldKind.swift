import GridDocument

/// What the values of a field are, and how they are read and written.
package struct FieldKind<Value>: Sendable {
    /// What is permitted, as it follows the word "expected".
    package let expectation: String
    /// The value below a key; `nil` when it is absent or wrong, which is recorded.
    let read: @Sendable (DocumentMapReader, String) -> Value?
    /// What is read back to the same value; `nil` when that is said by leaving the key out.
    let write: @Sendable (Value) -> DocumentValue?

    init(
        expectation: String, read: @escaping @Sendable (DocumentMapReader, String) -> Value?,
        write: @escaping @Sendable (Value) -> DocumentValue?
    ) {
        self.expectation = expectation
        self.read = read
        self.write = write
    }

    /// A kind of single values.
    ///
    /// The tables are shared by threads and a scalar kind may not be, so one is made for each use.
    init(
        _ kind: @autoclosure @escaping @Sendable () -> ScalarKind<Value>,
        write: @escaping @Sendable (Value) -> DocumentValue?
    ) {
        self.init(
            expectation: kind().expected, read: { map, key in map.value(key, as: kind()) }, write: write)
    }

    /// A kind of lists of single values.
    init<Element>(
        listOf kind: @autoclosure @escaping @Sendable () -> ScalarKind<Element>,
        write: @escaping @Sendable (Element) -> DocumentValue
    ) where Value == [Element] {
        self.init(
            expectation: "a list of which each element is \(kind().expected)",
            read: { map, key in map.values(key, of: kind()) },
            write: { .list($0.map(write)) })
    }

    /// The same values, or none.
    static func optional<Wrapped>(_ kind: FieldKind<Wrapped>) -> FieldKind where Value == Wrapped? {
        FieldKind(
            expectation: kind.expectation,
            read: { map, key in kind.read(map, key).map(Optional.some) },
            write: { $0.flatMap(kind.write) })
    }
}
