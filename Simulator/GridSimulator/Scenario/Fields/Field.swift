package import GridDocument

/// One row of a table of fields: how one key of a map is read, written and explained.
///
/// The default is what a fresh `Root` has, so it is written once.
package struct Field<Root>: Sendable {
    package let key: String
    private let readValue: @Sendable (DocumentMapReader, inout Root) -> Void
    private let writeValue: @Sendable (Root, _ standard: Root?) -> DocumentValue?
    private let explain: @Sendable (_ path: String, _ standard: Root) -> [FieldEntry]

    /// Describes the field whose value is kept at `place`.
    init<Value: Equatable & SendableMetatype>(
        _ key: String, _ place: any WritableKeyPath<Root, Value> & Sendable, _ kind: FieldKind<Value>,
        _ documentation: String
    ) {
        self.key = key
        readValue = { map, root in
            if let value = kind.read(map, key) { root[keyPath: place] = value }
        }
        writeValue = { root, standard in
            let value = root[keyPath: place]
            return value == standard?[keyPath: place] ? nil : kind.write(value)
        }
        explain = { path, standard in
            [
                FieldEntry(
                    path: path, expectation: kind.expectation,
                    standard: kind.write(standard[keyPath: place])?.plainText ?? "",
                    documentation: documentation)
            ]
        }
    }

    /// Describes a map whose fields are kept at `place`.
    ///
    /// `check`: reports what does not go together, once everything was read.
    init<Value>(
        map key: String, _ place: any WritableKeyPath<Root, Value> & Sendable, _ fields: [Field<Value>],
        check: @escaping @Sendable (DocumentMapReader, Root) -> Void = { _, _ in }
    ) {
        self.key = key
        readValue = { map, root in
            let inner = map.map(key)
            fields.read(inner, into: &root[keyPath: place])
            check(inner, root)
        }
        writeValue = { root, standard in
            let written = fields.written(root[keyPath: place], comparedWith: standard?[keyPath: place])
            return written.isEmpty ? nil : .map(written)
        }
        explain = { path, standard in fields.entries(of: standard[keyPath: place], below: path) }
    }

    /// Describes a map that may be missing; its own defaults are those of `standard`.
    init<Value>(
        optionalMap key: String, _ place: any WritableKeyPath<Root, Value?> & Sendable,
        _ fields: [Field<Value>], standard: @autoclosure @escaping @Sendable () -> Value,
        _ documentation: String
    ) {
        self.key = key
        readValue = { map, root in
            guard map.contains(key) else { return }
            var value = root[keyPath: place] ?? standard()
            fields.read(map.map(key), into: &value)
            root[keyPath: place] = value
        }
        writeValue = { root, _ in
            root[keyPath: place].map { .map(fields.written($0, comparedWith: standard())) }
        }
        explain = { path, _ in
            [FieldEntry(path: path, expectation: "a map", standard: "", documentation: documentation)]
                + fields.entries(of: standard(), below: path)
        }
    }

    /// Describes a field that is read and written in a way of its own.
    init(
        custom key: String, expectation: String, _ documentation: String,
        read: @escaping @Sendable (DocumentMapReader, inout Root) -> Void,
        write: @escaping @Sendable (Root, _ standard: Root?) -> DocumentValue?
    ) {
        self.key = key
        readValue = read
        writeValue = write
        explain = { path, _ in
            [FieldEntry(path: path, expectation: expectation, standard: "", documentation: documentation)]
        }
    }
}

/// A field as the reference explains it.
package struct FieldEntry: Hashable, Sendable {
    /// The keys that lead to the field, such as `workload.keys.count`.
    package let path: String
    /// What is permitted, as it follows the word "expected".
    package let expectation: String
    /// The default; empty when there is none.
    package let standard: String
    /// A sentence.
    package let documentation: String
}

extension Array {
    /// Reads every field of the map; what is absent or wrong stays as it is.
    package func read<Root>(_ map: DocumentMapReader, into root: inout Root) where Element == Field<Root> {
        for field in self { field.read(map, into: &root) }
    }

    /// The fields in which `root` differs from `standard`, or all of them without one.
    package func written<Root>(
        _ root: Root, comparedWith standard: Root?
    ) -> [DocumentValue.Field] where Element == Field<Root> {
        compactMap { field in
            field.written(root, comparedWith: standard).map { DocumentValue.Field(field.key, $0) }
        }
    }

    /// All fields with their paths, in the order of the table.
    package func entries<Root>(
        of standard: Root, below path: String = ""
    ) -> [FieldEntry] where Element == Field<Root> {
        flatMap { $0.entries(of: standard, below: path) }
    }
}

extension Field {
    fileprivate func read(_ map: DocumentMapReader, into root: inout Root) { readValue(map, &root) }

    fileprivate func written(_ root: Root, comparedWith standard: Root?) -> DocumentValue? {
        writeValue(root, standard)
    }

    fileprivate func entries(of standard: Root, below path: String) -> [FieldEntry] {
        explain(path.isEmpty ? key : "\(path).\(key)", standard)
    }
}

extension DocumentValue {
    /// The value as a person would write it.
    fileprivate var plainText: String {
        switch self {
        case .text(let text), .literal(let text): text
        case .list(let items): "[" + items.map(\.plainText).joined(separator: ", ") + "]"
        case .map: jsonLine
        }
    }
}
