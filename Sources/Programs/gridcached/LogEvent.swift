import GridConfiguration
import GridDeterminism
import GridDocument

/// Something worth a line in the log.
struct LogEvent: Hashable, Sendable {
    /// A value of a field.
    enum Value: Hashable, Sendable {
        case text(String)
        /// A whole number in decimal digits, of whatever size: epochs of peers take all 64 bits.
        case number(digits: String)
    }

    let level: SidecarConfiguration.Log.Level
    /// What happened, as `subject.verb`.
    let name: String
    /// The particulars, in the order in which they are written.
    private(set) var fields: [(name: String, value: Value)] = []

    init(_ level: SidecarConfiguration.Log.Level, _ name: String) {
        self.level = level
        self.name = name
    }

    /// The event with one more field.
    func with(_ name: String, _ text: some CustomStringConvertible) -> LogEvent {
        with(name, .text(text.description))
    }

    func with(_ name: String, _ number: some BinaryInteger) -> LogEvent {
        with(name, .number(digits: number.description))
    }

    private func with(_ name: String, _ value: Value) -> LogEvent {
        var copy = self
        copy.fields.append((name, value))
        return copy
    }

    /// The event as a line for people: `2026-01-31T12:00:00.000Z info node.ready members=3`.
    func text(at time: WallTime) -> String {
        fields.reduce("\(time.timestamp) \(level.name) \(name)") { line, field in
            switch field.value {
            case .number(let digits): line + " \(field.name)=\(digits)"
            case .text(let text): line + " \(field.name)=\(text.isPlain ? text : JSONText.quoted(text))"
            }
        }
    }

    /// The event as a line for programs: one JSON object.
    func json(at time: WallTime) -> String {
        let start =
            #"{"time":"\#(time.timestamp)","level":"\#(level.name)","event":\#(JSONText.quoted(name))"#
        return fields.reduce(start) { line, field in
            switch field.value {
            case .number(let digits): line + ",\(JSONText.quoted(field.name)):\(digits)"
            case .text(let text): line + ",\(JSONText.quoted(field.name)):\(JSONText.quoted(text))"
            }
        } + "}"
    }

    static func == (left: LogEvent, right: LogEvent) -> Bool {
        left.level == right.level && left.name == right.name
            && left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}

extension String {
    /// Whether the text can stand in a line without quotation marks.
    fileprivate var isPlain: Bool {
        !isEmpty
            && utf8.allSatisfy {
                $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != 0x7F
            }
    }
}
