import GridCollections
import GridDeterminism
import GridWire

/// What happened, in three forms: a digest of everything, a short account for people, and the last events.
struct Trace {
    /// What is recorded.
    enum Kind: UInt8 {
        case start = 1
        case end
        case wake
        case mail
        case connected
        case bytes
        case lost
        case change
        case request
        case answer
        case state
    }

    /// One recorded event.
    private struct Occurrence {
        let time: Instant
        let kind: Kind
        let member: Int
        let machine: Int
        let byteCount: Int
        let text: String
    }

    private var hash = StableHash()
    private var latest: [Occurrence] = []
    private var latestPosition = 0
    private(set) var notes: [TimelineEntry] = []
    private let sink: ((TraceEvent) -> Void)?

    private static let latestCount = 40
    private static let maximumNoteCount = 20_000

    init(sink: ((TraceEvent) -> Void)?) {
        self.sink = sink
    }

    /// A hash of all that was recorded, in order: equal runs have equal digests.
    var digest: UInt64 { hash.value }

    mutating func record(
        _ kind: Kind, at time: Instant, member: Int, machine: Machine, peer: Int? = nil, bytes: [UInt8] = [],
        text: String = ""
    ) {
        hash.combine(time.nanoseconds)
        hash.combine(kind.rawValue)
        hash.combine(UInt8(truncatingIfNeeded: member))
        hash.combine(UInt8(truncatingIfNeeded: machine.index))
        if !bytes.isEmpty {
            var checksum = CRC32C()
            checksum.combine(bytes.span)
            hash.combine(UInt64(bytes.count) << 32 | UInt64(checksum.value))
        }
        if !text.isEmpty { hash.combine(text) }
        if let sink {
            sink(
                TraceEvent(
                    time: time, kind: "\(kind)", member: member, machine: machine.index, peer: peer,
                    byteCount: bytes.count, text: text))
        }
        keep(
            Occurrence(
                time: time, kind: kind, member: member, machine: machine.index, byteCount: bytes.count,
                text: text))
    }

    /// Adds numbers that describe the state of something to the digest.
    mutating func record(state words: [UInt64], at time: Instant) {
        hash.combine(time.nanoseconds)
        hash.combine(Kind.state.rawValue)
        for word in words { hash.combine(word) }
    }

    mutating func note(_ entry: TimelineEntry) {
        if let sink {
            sink(
                TraceEvent(
                    time: entry.time, kind: "note", subject: entry.kind.rawValue, member: entry.member,
                    text: entry.text))
        }
        guard notes.count < Self.maximumNoteCount else { return }
        notes.append(entry)
    }

    private mutating func keep(_ occurrence: Occurrence) {
        if latest.count < Self.latestCount {
            latest.append(occurrence)
        } else {
            latest[latestPosition] = occurrence
            latestPosition = (latestPosition + 1) % Self.latestCount
        }
    }

    /// The last recorded events in words, the latest last.
    var latestLines: [String] {
        (latest[latestPosition...] + latest[..<latestPosition]).map(Self.line)
    }

    private static func line(of occurrence: Occurrence) -> String {
        let machine = TraceEvent.name(ofMachine: occurrence.machine)
        var line = "\(occurrence.time.inSeconds)  \(Scenario.memberName(occurrence.member)) \(machine)"
        line += " \(occurrence.kind)"
        if occurrence.byteCount > 0 { line += " \(occurrence.byteCount)" }
        if !occurrence.text.isEmpty { line += " \(occurrence.text)" }
        return line
    }
}

extension World {
    func record(
        _ kind: Trace.Kind, _ life: MemberLife, machine: Machine, peer: Int? = nil, bytes: [UInt8] = [],
        text: String = ""
    ) {
        trace.record(
            kind, at: now, member: life.member, machine: machine, peer: peer, bytes: bytes, text: text)
    }
}

extension Instant {
    /// The seconds since the beginning with six decimals, for people.
    var inSeconds: String {
        let microseconds = nanoseconds / 1_000
        let fraction = String(microseconds % 1_000_000)
        let whole = String(microseconds / 1_000_000)
        let padding = String(repeating: " ", count: max(0, 4 - whole.utf8.count))
        return padding + whole + "." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}
