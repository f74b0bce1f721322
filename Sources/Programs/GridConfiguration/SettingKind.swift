import GridDocument

/// How a setting is written.
enum SettingForm {
    case scalar
    /// `true` or `false`; the flag needs no value.
    case boolean
    /// A list in a file, commas elsewhere.
    case list
}

/// What the values of a setting are, and how they are read and written.
struct SettingKind<Value>: Sendable {
    let form: SettingForm
    /// What the help writes for a value.
    let placeholder: String
    /// What is permitted, as it follows the word "expected".
    let expectation: String
    private let parse: @Sendable (SettingInput) throws(RefusedInput) -> Value
    private let format: @Sendable (Value) -> String

    /// The value that `input` means.
    func value(of input: SettingInput) throws(RefusedInput) -> Value { try parse(input) }

    /// What means `value`, written as a flag would take it.
    func text(of value: Value) -> String { format(value) }
}

extension SettingKind {
    /// A kind of single values.
    ///
    /// The table is shared by threads and a scalar kind may not be, so one is made for each use.
    init(
        _ placeholder: String, _ kind: @autoclosure @escaping @Sendable () -> ScalarKind<Value>,
        form: SettingForm = .scalar, format: @escaping @Sendable (Value) -> String
    ) {
        precondition(form != .list, "a scalar is no list")
        self.init(form: form, placeholder: placeholder, expectation: kind().expected) {
            input throws(RefusedInput) in
            switch input {
            case .text(let text): try kind().parse(text).accepted(at: nil)
            case .node(let node): try kind().parse(node).accepted(at: node.position)
            }
        } format: {
            format($0)
        }
    }

    /// A kind of lists with up to `maximumCount` elements of one kind.
    init<Element>(
        listOf placeholder: String, _ kind: @autoclosure @escaping @Sendable () -> ScalarKind<Element>,
        maximumCount: Int, format: @escaping @Sendable (Element) -> String
    ) where Value == [Element] {
        let expectation = "a list of up to \(maximumCount) elements, each \(kind().expected)"
        self.init(form: .list, placeholder: "\(placeholder),...", expectation: expectation) {
            input throws(RefusedInput) in
            var values: [Element] = []
            var position: DocumentPosition?
            switch input {
            case .text(let text):
                values = try ScalarParser.list(text, of: kind()).accepted(at: nil)
            case .node(let node):
                position = node.position
                guard case .list(let elements) = node.content else {
                    let problem = ScalarProblem(expected: expectation, found: node.spelling)
                    throw RefusedInput(problem: problem, position: position)
                }
                for element in elements {
                    values.append(try kind().parse(element).accepted(at: element.position))
                }
            }
            guard values.count <= maximumCount else {
                let problem = ScalarProblem(expected: expectation, found: "\(values.count)")
                throw RefusedInput(problem: problem, position: position)
            }
            return values
        } format: {
            $0.map(format).joined(separator: ",")
        }
    }
}

extension Result where Failure == ScalarProblem {
    /// The value, or the problem together with its place.
    fileprivate func accepted(at position: DocumentPosition?) throws(RefusedInput) -> Success {
        switch self {
        case .success(let value): return value
        case .failure(let problem): throw RefusedInput(problem: problem, position: position)
        }
    }
}
