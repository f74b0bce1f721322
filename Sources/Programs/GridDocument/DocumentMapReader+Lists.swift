package import GridIdentity

extension DocumentMapReader {
    /// The values of the list below `key`, or of a comma-separated scalar; `nil` when it is absent or any item is wrong.
    ///
    /// Every wrong item is recorded. A key without a value is an empty list.
    package func values<Value>(_ key: String, of kind: ScalarKind<Value>) -> [Value]? {
        guard let node = node(key) else { return nil }
        var values: [Value] = []
        let items = scalars(of: node)
        guard let items else {
            report(key, "expected a list, or words with commas between them, found \(node.spelling)")
            return nil
        }
        for (index, item) in items.enumerated() {
            switch kind.parse(item) {
            case .success(let value): values.append(value)
            case .failure(let problem): report(key, item: index, at: item.position, problem.message)
            }
        }
        return values.count == items.count ? values : nil
    }

    package func texts(_ key: String) -> [String]? { values(key, of: .text) }

    package func addresses(_ key: String) -> [NodeAddress]? { values(key, of: .address()) }

    package func durations(_ key: String, in range: ClosedRange<Duration>? = nil) -> [Duration]? {
        values(key, of: .duration(in: range))
    }

    package func integers<Number: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Number>
    ) -> [Number]? {
        values(key, of: .integer(in: range))
    }

    package func choices<Value>(_ key: String, _ words: KeyValuePairs<String, Value>) -> [Value]? {
        values(key, of: .choice(words))
    }

    /// The items of a list, or of a comma-separated scalar, which all stand where the scalar does.
    private func scalars(of node: DocumentNode) -> [DocumentNode]? {
        switch node.content {
        case .list(let items): items
        case .scalar(let text, isQuoted: _):
            ScalarParser.items(of: text).map { DocumentNode(.scalar($0, isQuoted: false), at: node.position) }
        case .map: nil
        }
    }
}
