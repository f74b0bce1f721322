/// One value of a document, with the place where it starts.
///
/// YAML and JSON give the same tree. A scalar is kept as it was written: the setting that reads it decides
/// whether it is a number, a duration or a text, so `name: no` is the text "no" and never a boolean.
package struct DocumentNode: Hashable, Sendable {
    /// What a node can be.
    package enum Content: Hashable, Sendable {
        /// A single word or text; quotes and escapes are already resolved.
        case scalar(String, isQuoted: Bool)
        case list([DocumentNode])
        /// The fields in the order of the file; no key occurs twice.
        case map([DocumentField])
    }

    package let content: Content
    package let position: DocumentPosition

    package init(_ content: Content, at position: DocumentPosition) {
        self.content = content
        self.position = position
    }
}

/// One key of a map and its value.
package struct DocumentField: Hashable, Sendable {
    package let key: String
    package let keyPosition: DocumentPosition
    package let value: DocumentNode

    package init(key: String, keyPosition: DocumentPosition, value: DocumentNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}

extension DocumentNode {
    /// Whether nothing is written here, as behind the colon of `tls:`.
    package var isEmpty: Bool { content == .scalar("", isQuoted: false) }

    /// Whether the file says `null` or `~`, which asks for the default as if the key were absent.
    package var isNull: Bool {
        content == .scalar("null", isQuoted: false) || content == .scalar("~", isQuoted: false)
    }

    /// What an error message says was found here.
    package var spelling: String {
        switch content {
        case .scalar(let text, isQuoted: false) where text.isEmpty: "nothing"
        case .scalar(let text, isQuoted: _): text.quotedForMessage
        case .list: "a list"
        case .map: "a map"
        }
    }
}
