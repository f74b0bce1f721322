/// Builds the tree of one document out of events.
///
/// What only concerns one field is recorded and left out; the walk goes on. What makes the rest meaningless ends it.
struct TreeBuilder: ~Copyable {
    /// The document cannot be read any further; the reason is recorded.
    private struct Abandonment: Error {}

    private var parser: YAMLParser
    private let text: SurrogateEscapes
    private let fileName: String
    private let problems: DocumentProblemSink
    private var nodeCount = 0
    /// The keys and indexes that lead to the current node, each as it is written in a path.
    private var path: [String] = []
    private var depth = 0

    /// Makes a builder for `text`; `nil` when memory is short.
    init?(_ text: SurrogateEscapes, fileName: String, problems: DocumentProblemSink) {
        guard let parser = YAMLParser(text.bytes) else { return nil }
        self.parser = parser
        self.text = text
        self.fileName = fileName
        self.problems = problems
    }

    /// Reads the whole document; `nil` when it had to be abandoned.
    consuming func build() -> DocumentNode? {
        do {
            return try document()
        } catch {
            return nil
        }
    }

    private mutating func document() throws(Abandonment) -> DocumentNode {
        _ = try next()
        let start = try next()
        guard start.kind == .documentStart else {
            return DocumentNode(.map([]), at: DocumentPosition(line: 1, column: 1))
        }
        var root = try node(from: try next())
        if root.isEmpty { root = DocumentNode(.map([]), at: root.position) }
        _ = try next()
        let end = try next()
        guard end.kind == .streamEnd else {
            throw abandon(at: end.position, "a second document starts here; a file holds one")
        }
        return root
    }

    /// Reads the node that starts with `event`.
    private mutating func node(from event: YAMLEvent) throws(Abandonment) -> DocumentNode {
        nodeCount += 1
        guard nodeCount <= DocumentLimits.nodeCount else {
            throw abandon(at: event.position, "the file has more than \(DocumentLimits.nodeCount) values")
        }
        refuseProperties(of: event)
        switch event.kind {
        case .scalar(let masked, let style):
            return DocumentNode(
                .scalar(text.unmasking(masked, style), isQuoted: style != .plain), at: event.position)
        case .alias(let name):
            record(at: event.position, "aliases such as \(("*" + name).quotedForMessage) are not supported")
            return DocumentNode(.scalar("null", isQuoted: false), at: event.position)
        case .listStart:
            return DocumentNode(.list(try items(of: event)), at: event.position)
        case .mapStart:
            return DocumentNode(.map(try fields(of: event)), at: event.position)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .listEnd, .mapEnd:
            preconditionFailure("\(event.kind) starts no value")
        }
    }

    private mutating func items(of list: YAMLEvent) throws(Abandonment) -> [DocumentNode] {
        try enter(list)
        var items: [DocumentNode] = []
        var event = try next()
        while event.kind != .listEnd {
            path.append("[\(items.count)]")
            items.append(try node(from: event))
            path.removeLast()
            event = try next()
        }
        depth -= 1
        return items
    }

    private mutating func fields(of map: YAMLEvent) throws(Abandonment) -> [DocumentField] {
        try enter(map)
        var fields: [DocumentField] = []
        var lines: [String: Int] = [:]
        var event = try next()
        while event.kind != .mapEnd {
            let position = event.position
            let key = try key(from: event)
            path.append(".\((key ?? "?").clippedForMessage)")
            let value = try node(from: try next())
            path.removeLast()
            if let key {
                if let line = lines[key] {
                    record(at: position, "duplicate key \(key.quotedForMessage), first set on line \(line)")
                } else {
                    lines[key] = position.line
                    fields.append(DocumentField(key: key, keyPosition: position, value: value))
                }
            }
            event = try next()
        }
        depth -= 1
        return fields
    }

    /// The key that starts with `event`; `nil` when it is none that a setting could have.
    private mutating func key(from event: YAMLEvent) throws(Abandonment) -> String? {
        if case .scalar(let masked, let style) = event.kind {
            refuseProperties(of: event)
            return text.unmasking(masked, style)
        }
        path.append(".?")
        let node = try node(from: event)
        path.removeLast()
        if case .alias = event.kind { return nil }
        record(at: node.position, "a key must be a word or a text, found \(node.spelling)")
        return nil
    }

    private mutating func enter(_ event: YAMLEvent) throws(Abandonment) {
        depth += 1
        guard depth <= DocumentLimits.depth else {
            throw abandon(
                at: event.position, "lists and maps are nested deeper than \(DocumentLimits.depth) levels")
        }
    }

    private func refuseProperties(of event: YAMLEvent) {
        if let anchor = event.anchor {
            record(at: event.position, "anchors such as \(("&" + anchor).quotedForMessage) are not supported")
        }
        if let tag = event.tag {
            record(at: event.position, "tags such as \(spelling(ofTag: tag)) are not supported")
        }
    }

    /// The tag as it is usually written; the parser expands `!!int` to a long name.
    private func spelling(ofTag tag: String) -> String {
        let prefix = "tag:yaml.org,2002:"
        return (tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag).quotedForMessage
    }

    private mutating func next() throws(Abandonment) -> YAMLEvent {
        do {
            return try parser.next()
        } catch {
            throw abandon(at: error.position(in: text.bytes), error.message(in: text.bytes))
        }
    }

    private func abandon(at position: DocumentPosition?, _ message: String) -> Abandonment {
        record(at: position, message)
        return Abandonment()
    }

    private func record(at position: DocumentPosition?, _ message: String) {
        let path = path.joined()
        problems.record(
            DocumentProblem(
                file: fileName, position: position,
                path: path.hasPrefix(".") ? String(path.dropFirst()) : path,
                message: message))
    }
}
