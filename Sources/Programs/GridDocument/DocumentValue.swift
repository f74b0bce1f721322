/// A document to be written: what ``DocumentReader`` would read back.
///
/// Values are written as JSON, which is YAML too, and which a reader finds incomplete when its end is missing.
package indirect enum DocumentValue: Hashable, Sendable {
    /// A word or text.
    case text(String)
    /// A number, `true`, `false` or `null`, spelled as it is to be written.
    case literal(String)
    case list([DocumentValue])
    /// The fields in the order in which they are written; no key occurs twice.
    case map([Field])

    /// One key of a map and its value.
    package struct Field: Hashable, Sendable {
        package let key: String
        package let value: DocumentValue

        package init(_ key: String, _ value: DocumentValue) {
            self.key = key
            self.value = value
        }
    }

    package static func number<Number: BinaryInteger>(_ number: Number) -> DocumentValue {
        .literal("\(number)")
    }

    package static func boolean(_ flag: Bool) -> DocumentValue { .literal(flag ? "true" : "false") }
}

extension DocumentValue {
    /// How wide a list or map may be that stands in one line.
    private static let lineWidth = 100

    /// The document as JSON, indented for people; what fits stands in one line.
    package var jsonText: String {
        var text = ""
        append(to: &text, indentation: 0)
        return text + "\n"
    }

    /// The value as JSON in one line.
    package var jsonLine: String {
        switch self {
        case .text(let text): JSONText.quoted(text)
        case .literal(let literal): literal
        case .list(let items): "[" + items.map(\.jsonLine).joined(separator: ", ") + "]"
        case .map(let fields):
            "{" + fields.map { "\(JSONText.quoted($0.key)): \($0.value.jsonLine)" }.joined(separator: ", ")
                + "}"
        }
    }

    private func append(to text: inout String, indentation: Int) {
        let line = jsonLine
        if indentation > 0, indentation * 2 + line.utf8.count <= Self.lineWidth {
            text += line
            return
        }
        switch self {
        case .text, .literal:
            text += line
        case .list(let items):
            appendItems(items.map { ("", $0) }, in: ("[", "]"), to: &text, indentation)
        case .map(let fields):
            let items = fields.map { (JSONText.quoted($0.key) + ": ", $0.value) }
            appendItems(items, in: ("{", "}"), to: &text, indentation)
        }
    }

    private func appendItems(
        _ items: [(prefix: String, value: DocumentValue)], in brackets: (String, String),
        to text: inout String,
        _ indentation: Int
    ) {
        let margin = String(repeating: "  ", count: indentation)
        text += brackets.0
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + margin + "  " + item.prefix
            item.value.append(to: &text, indentation: indentation + 1)
        }
        text += (items.isEmpty ? "" : "\n" + margin) + brackets.1
    }
}
