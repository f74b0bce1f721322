/// Reads typed values out of a map and collects every problem on the way.
///
/// Each accessor gives `nil` when the key is absent, set to `null`, or wrong; the last case is recorded. So a program
/// reads all settings, keeps its defaults where it got `nil`, and throws the problems together at the end:
///
///     let root = DocumentMapReader(node, fileName: "cache.yaml", problems: problems)
///     let replicaCount = root.map("cluster").integer("replica_count", in: 1...7) ?? 3
///     root.finish()
///     try problems.throwIfNotEmpty()
package final class DocumentMapReader {
    /// The keys that lead here; empty at the root.
    package let path: String
    package let position: DocumentPosition
    /// Whether the file has this map; an absent one reads as empty.
    package let isPresent: Bool

    /// What messages call the text.
    package let fileName: String
    private let problems: DocumentProblemSink
    private let fields: [DocumentField]
    private let indexes: [String: Int]
    private var askedKeys: [String] = []
    private var children: [DocumentMapReader] = []
    private var isFinished = false

    /// Reads from `node`, which must be a map, or empty; anything else is recorded and reads as an empty map.
    package init(_ node: DocumentNode, path: String = "", fileName: String, problems: DocumentProblemSink) {
        self.path = path
        self.fileName = fileName
        self.problems = problems
        position = node.position
        var fields: [DocumentField] = []
        if case .map(let found) = node.content {
            fields = found
            isPresent = true
        } else {
            isPresent = node.isEmpty
            if !node.isEmpty, !node.isNull {
                problems.record(
                    DocumentProblem(
                        file: fileName, position: node.position, path: path,
                        message: "expected a map of settings, found \(node.spelling)"))
            }
        }
        self.fields = fields
        indexes = Dictionary(fields.indices.map { (fields[$0].key, $0) }) { first, _ in first }
    }

    /// The keys of the file in their order, for maps whose keys are names that the user chooses.
    package var keys: [String] { fields.map(\.key) }

    /// Whether the file sets `key` to anything but `null`.
    package func contains(_ key: String) -> Bool { node(key) != nil }

    /// The value of `key` as it stands in the file; `nil` when it is absent or `null`.
    package func node(_ key: String) -> DocumentNode? {
        guard let value = field(key)?.value, !value.isNull else { return nil }
        return value
    }

    /// The settings below `key`; empty when there are none.
    package func map(_ key: String) -> DocumentMapReader {
        let absent = DocumentNode(.scalar("null", isQuoted: false), at: position)
        return child(node(key) ?? absent, path: path(to: key))
    }

    /// The nodes below `key`; a single scalar or map is not a list.
    package func list(_ key: String) -> [DocumentNode] {
        guard let node = node(key), !node.isEmpty else { return [] }
        guard case .list(let items) = node.content else {
            report(key, "expected a list, found \(node.spelling)")
            return []
        }
        return items
    }

    /// A reader for each map in the list below `key`.
    package func maps(_ key: String) -> [DocumentMapReader] {
        list(key).enumerated().map { index, node in child(node, path: "\(path(to: key))[\(index)]") }
    }

    /// Records each of `keys` that is absent or `null`.
    package func require(_ keys: String...) {
        for key in keys where !contains(key) {
            record(at: position, path: path, "the key \(key.quotedForMessage) is missing")
        }
    }

    /// Records a problem of the value of `key`, or of the missing key.
    package func report(_ key: String, _ message: String) {
        record(at: field(key)?.value.position ?? position, path: path(to: key), message)
    }

    /// Records a problem of an item that lies below `key`.
    package func report(_ key: String, item index: Int, at position: DocumentPosition, _ message: String) {
        record(at: position, path: "\(path(to: key))[\(index)]", message)
    }

    /// Records what another reader found below here.
    package func report(_ found: [DocumentProblem]) {
        for problem in found { problems.record(problem) }
    }

    /// Says that nobody may wonder about `keys`, although this run does not read them.
    package func allow(_ keys: String...) {
        for key in keys { _ = field(key) }
    }

    /// Records every key that nobody asked for, here and in the maps below.
    ///
    /// Call it after all accessors; calling it again changes nothing.
    package func finish() {
        guard !isFinished else { return }
        isFinished = true
        for field in fields where !askedKeys.contains(field.key) {
            record(at: field.keyPosition, path: path, unknownKeyMessage(field.key))
        }
        for child in children { child.finish() }
    }

    private func unknownKeyMessage(_ key: String) -> String {
        let message = "unknown key \(key.quotedForMessage)"
        if let nearest = nearestName(to: key, among: askedKeys) {
            return "\(message); did you mean '\(nearest)'?"
        }
        guard !askedKeys.isEmpty else { return "\(message); no keys are allowed here" }
        return "\(message); allowed are \(alternatives(askedKeys.map { "'\($0)'" }, conjunction: "and"))"
    }

    private func field(_ key: String) -> DocumentField? {
        if !askedKeys.contains(key) { askedKeys.append(key) }
        return indexes[key].map { fields[$0] }
    }

    private func child(_ node: DocumentNode, path: String) -> DocumentMapReader {
        let child = DocumentMapReader(node, path: path, fileName: fileName, problems: problems)
        children.append(child)
        return child
    }

    private func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func record(at position: DocumentPosition, path: String, _ message: String) {
        problems.record(DocumentProblem(file: fileName, position: position, path: path, message: message))
    }
}
