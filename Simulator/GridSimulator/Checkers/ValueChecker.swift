import GridReplication

/// Checks that what is read was written: to that key, by an operation that exists, with every byte intact.
package struct ValueChecker {
    package init() {}

    /// Looks at a value that was read under `key`; returns what is wrong with it.
    package func check(_ value: [UInt8], readUnder key: Int, in operations: [OperationRecord]) -> String? {
        guard let content = ValueContent(naming: value), content.operation < operations.count else {
            return "key-\(key) holds \(value.count) bytes that no operation wrote"
        }
        let writer = operations[content.operation]
        guard content.key == key, writer.key == key else {
            return "key-\(key) holds what operation \(content.operation) wrote to key-\(writer.key)"
        }
        guard let written = writer.newValue else {
            return "key-\(key) holds a value of operation \(content.operation), which wrote none"
        }
        guard written != value else { return nil }
        return "key-\(key) holds a damaged copy of what operation \(content.operation) wrote"
    }
}
