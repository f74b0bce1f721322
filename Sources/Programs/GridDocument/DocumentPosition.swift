/// A place in a text, as an editor shows it.
package struct DocumentPosition: Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The character within the line, from 1; every Unicode scalar counts as one.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension DocumentPosition: Comparable {
    package static func < (left: DocumentPosition, right: DocumentPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

extension DocumentPosition: CustomStringConvertible {
    package var description: String { "\(line):\(column)" }
}
