import GridDeterminism
import GridReplication

/// How the answer of the cache becomes the reply of a command that made one request.
enum PendingReply: Hashable, Sendable {
    // Of a read.

    /// The value, or null.
    case value
    /// How long the value is; 0 without one.
    case valueByteCount
    /// `string` or `none`.
    case type
    /// When or how soon the entry expires.
    case expiry(ExpiryReply)

    // Of an update.

    /// `OK`, whatever was there before.
    case okay
    /// `OK`, or null when the condition did not hold.
    case okayOrNull
    /// The value before the change, or null.
    case previousValue
    /// 1 if the change was made, else 0.
    case isApplied
    /// 1 if there was an expiry that was removed, else 0.
    case removedExpiry

    /// Whether the request changes an entry.
    var isOfUpdate: Bool {
        switch self {
        case .value, .valueByteCount, .type, .expiry: false
        case .okay, .okayOrNull, .previousValue, .isApplied, .removedExpiry: true
        }
    }

    /// Writes the reply.
    ///
    /// - Precondition: the answer is not a failure, and of the kind of the request.
    func write(_ answer: CacheAnswer, to writer: inout RESPWriter) {
        switch self {
        case .value:
            writer.writeValue(of: answer.entry)
        case .valueByteCount:
            writer.writeInteger(Int64(answer.entry?.value.count ?? 0))
        case .type:
            writer.writeSimpleString(answer.entry == nil ? "none" : "string")
        case .expiry(let form):
            writer.writeInteger(form.number(for: answer.entry))
        case .okay:
            writer.writeSimpleString("OK")
        case .okayOrNull:
            if answer.update.isApplied { writer.writeSimpleString("OK") } else { writer.writeNull() }
        case .previousValue:
            writer.writeValue(of: answer.update.previous)
        case .isApplied:
            writer.writeInteger(answer.update.isApplied ? 1 : 0)
        case .removedExpiry:
            let update = answer.update
            writer.writeInteger(update.isApplied && update.previous?.expiry != nil ? 1 : 0)
        }
    }

    /// Writes the reply of a read that found a live entry.
    ///
    /// - Precondition: the request is a read.
    func write(value: Span<UInt8>, expiry: WallTime?, to writer: inout RESPWriter) {
        switch self {
        case .value: writer.writeBulk(value)
        case .valueByteCount: writer.writeInteger(Int64(value.count))
        case .type: writer.writeSimpleString("string")
        case .expiry(let form): writer.writeInteger(form.number(forExpiry: expiry))
        case .okay, .okayOrNull, .previousValue, .isApplied, .removedExpiry:
            preconditionFailure("an update is not answered by a value")
        }
    }
}

/// How the answers of the cache become the reply of a command that made a request for each of its keys.
enum CombinedReply: Hashable, Sendable {
    /// An array with the value or null of each key.
    case values
    /// How many of the keys exist.
    case foundCount
    /// `OK`.
    case okay
    /// How many of the changes were made.
    case appliedCount

    /// Whether the requests change entries.
    var isOfUpdates: Bool {
        switch self {
        case .values, .foundCount: false
        case .okay, .appliedCount: true
        }
    }

    /// The error of a reply that would have more than `maximumByteCount` bytes of values, or `nil`.
    ///
    /// One request may name a long value a million times; memory must not follow.
    func excess(of answers: [CacheAnswer], over maximumByteCount: Int) -> CommandError? {
        guard self == .values else { return nil }
        let byteCount = answers.reduce(0) { $0 + ($1.entry?.value.count ?? 0) }
        guard byteCount > maximumByteCount else { return nil }
        return CommandError("ERR the values have \(byteCount) bytes, a reply has at most \(maximumByteCount)")
    }

    /// Writes the reply.
    ///
    /// - Precondition: no answer is a failure, and the answers are of the kind of the requests.
    func write(_ answers: [CacheAnswer], to writer: inout RESPWriter) {
        switch self {
        case .values:
            writer.beginArray(count: answers.count)
            for answer in answers { writer.writeValue(of: answer.entry) }
        case .foundCount:
            writer.writeInteger(Int64(answers.count { $0.entry != nil }))
        case .okay:
            writer.writeSimpleString("OK")
        case .appliedCount:
            writer.writeInteger(Int64(answers.count { $0.update.isApplied }))
        }
    }
}

/// In which form the expiry of an entry is told.
struct ExpiryReply: Hashable, Sendable {
    let unit: TimeUnit
    /// Since when the remaining time counts, or `nil` to tell the time of expiry itself.
    let now: WallTime?

    /// −2 without an entry, −1 without an expiry, else the time; seconds are rounded to the nearest.
    func number(for entry: FoundEntry?) -> Int64 {
        guard let entry else { return -2 }
        return number(forExpiry: entry.expiry)
    }

    /// The number for a live entry.
    func number(forExpiry expiry: WallTime?) -> Int64 {
        guard let expiry else { return -1 }
        let start = now?.milliseconds ?? 0
        let milliseconds = Int64(expiry.milliseconds) - Int64(start)
        switch unit {
        case .milliseconds: return max(0, milliseconds)
        case .seconds: return (max(0, milliseconds) + 500) / 1000
        }
    }
}

/// In which unit a command counts time.
enum TimeUnit: Int64, Hashable, Sendable {
    case milliseconds = 1
    case seconds = 1000
}

extension RESPWriter {
    fileprivate mutating func writeValue(of entry: FoundEntry?) {
        if let entry { writeBulk(entry.value) } else { writeNull() }
    }
}

extension CacheAnswer {
    /// What a read found.
    fileprivate var entry: FoundEntry? {
        switch self {
        case .found(let entry): entry
        case .missing: nil
        case .updated, .failed: preconditionFailure("a read is not answered by \(self)")
        }
    }

    /// How an update was decided.
    fileprivate var update: UpdateResult {
        switch self {
        case .updated(let result): result
        case .found, .missing, .failed: preconditionFailure("an update is not answered by \(self)")
        }
    }
}

extension AdministrativeAnswer {
    /// Writes the reply of the command that asked.
    func write(to writer: inout RESPWriter) {
        switch self {
        case .count(let count):
            writer.writeInteger(Int64(count))
        case .done:
            writer.writeSimpleString("OK")
        case .text(let text):
            writer.writeVerbatim(text)
        case .settings(let settings):
            writer.beginMap(count: settings.count)
            for setting in settings {
                writer.writeBulk(setting.name)
                writer.writeBulk(setting.value)
            }
        case .failed(let failure):
            writer.writeError(CommandError(failure, isUpdate: true).message)
        case .refused(let reason):
            writer.writeError(Array(reason.utf8))
        }
    }
}
