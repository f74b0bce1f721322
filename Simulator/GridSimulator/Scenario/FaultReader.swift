import GridDeterminism
import GridDocument

/// Reads one entry of a timeline: what goes wrong, and to whom.
struct FaultReader {
    let entry: DocumentMapReader
    /// The zone of each member; empty for none.
    let zones: [String]
    /// Reads how the network behaves.
    let network: (DocumentMapReader) -> NetworkConditions

    /// The fault of the entry, or `nil` when it is wrong, which is recorded.
    var fault: Fault? {
        let forms = FaultForm.all
        let named = forms.filter { entry.contains($0.key) }
        guard named.count == 1 else {
            // A misspelled kind is reported as an unknown key; another complaint would only confuse.
            let others = entry.keys.filter { key in key != "at" && !forms.contains { $0.key == key } }
            if named.count > 1 || others.isEmpty {
                entry.report("at", "one fault belongs here: \(forms.map(\.key).joined(separator: ", "))")
            }
            return nil
        }
        return named[0].read(self)
    }

    // MARK: Members

    /// One member, or all of a zone: `b`, `zone:north`.
    private var member: ScalarKind<[Int]> {
        let names = zones.indices.map(Scenario.memberName)
        let zones = zones
        return ScalarKind(
            expected: "a node from \(names[0]) to \(names[names.count - 1]), or a zone such as 'zone:north'"
        ) { text in
            if let index = names.firstIndex(of: text) { return .value([index]) }
            guard text.hasPrefix("zone:") else { return .mismatch() }
            let zone = text.dropFirst("zone:".count)
            let members = zones.indices.filter { zones[$0] == zone }
            return members.isEmpty ? .mismatch(advice: "no node is in that zone") : .value(members)
        }
    }

    /// The members at a key that holds one name or several.
    func members(_ key: String) -> [Int]? {
        entry.values(key, of: member).map { Self.sorted($0.flatMap(\.self)) }
    }

    private static func sorted(_ members: [Int]) -> [Int] {
        members.sorted().reduce(into: []) { sorted, member in
            if sorted.last != member { sorted.append(member) }
        }
    }

    func partition() -> Fault? {
        guard case .list(let groups)? = entry.node("partition")?.content else {
            entry.report("partition", "expected lists of names, such as [[a, b], [c]]")
            return nil
        }
        var sides: [[Int]] = []
        for group in groups {
            let names: [DocumentNode]
            switch group.content {
            case .list(let items): names = items
            case .scalar: names = [group]
            case .map:
                entry.report("partition", "expected lists of names, such as [[a, b], [c]]")
                return nil
            }
            guard let side = side(names) else { return nil }
            sides.append(side)
        }
        let all = sides.flatMap(\.self)
        guard all.allSatisfy({ name in all.count { $0 == name } == 1 }) else {
            entry.report("partition", "a node is on two sides")
            return nil
        }
        return .partition(sides)
    }

    private func side(_ names: [DocumentNode]) -> [Int]? {
        var side: [Int] = []
        for name in names {
            switch member.parse(name) {
            case .success(let members): side += members
            case .failure(let problem):
                entry.report("partition", problem.message)
                return nil
            }
        }
        return side
    }

    func oneWayPartition() -> Fault? {
        let map = entry.map("one_way_partition")
        map.require("from", "to")
        guard let from = map.values("from", of: member), let to = map.values("to", of: member) else {
            return nil
        }
        return .oneWayPartition(
            from: Self.sorted(from.flatMap(\.self)), to: Self.sorted(to.flatMap(\.self)))
    }

    // MARK: Sentences

    private static var lengths: ScalarKind<Duration> { .duration(in: .milliseconds(1) ... .seconds(3_600)) }

    func pause() -> Fault? {
        sentence("pause", "for", Self.lengths).map { Fault.pause($0, $1) }
    }

    func clog() -> Fault? {
        sentence("clog", "for", Self.lengths).map { Fault.clog($0, $1) }
    }

    func slow() -> Fault? {
        let steps = ScalarKind<Duration>.duration(in: .microseconds(1) ... .seconds(1))
        let pair = ScalarKind<(Duration, Duration)>(
            expected: "a step from 1us to 1s and a length, such as '5ms for 20s'"
        ) { text in
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "for", case .success(let step) = steps.parse(words[0]),
                case .success(let length) = Self.lengths.parse(words[2])
            else { return .mismatch() }
            return .value((step, length))
        }
        return sentence("slow", "by", pair).map { Fault.slow($0, step: $1.0, $1.1) }
    }

    func memoryLimit() -> Fault? {
        sentence("memory_limit", "to", .byteCount(in: 1 << 20...1 << 40)).map { Fault.memoryLimit($0, $1) }
    }

    func exchangeAddresses() -> Fault? {
        guard let (members, others) = sentence("exchange_addresses", "with", member) else { return nil }
        guard members.count == 1, others.count == 1, members != others else {
            entry.report("exchange_addresses", "expected two nodes, such as 'b with c'")
            return nil
        }
        return .exchangeAddresses(members[0], with: others[0])
    }

    func clockStep() -> Fault? {
        let steps = Self.signed(.duration(in: .zero ... .seconds(86_400))) { step, isNegative in
            Int64(step.wholeMilliseconds) * (isNegative ? -1 : 1)
        }
        return sentence("clock_step", "by", steps).map { Fault.clockStep($0, milliseconds: $1) }
    }

    func clockDrift() -> Fault? {
        let rates = Self.signed(.fraction(inPartsPerMillion: 0...500_000)) { rate, isNegative in
            isNegative ? -rate : rate
        }
        return sentence("clock_drift", "by", rates).map { Fault.clockDrift($0, partsPerMillion: $1) }
    }

    /// A value with a minus sign before it, or without.
    private static func signed<Value, Signed>(
        _ kind: ScalarKind<Value>, _ make: @escaping (Value, _ isNegative: Bool) -> Signed
    ) -> ScalarKind<Signed> {
        ScalarKind(expected: kind.expected + ", with or without a minus sign") { text in
            let isNegative = text.hasPrefix("-")
            guard case .success(let value) = kind.parse(isNegative ? String(text.dropFirst()) : text) else {
                return .mismatch()
            }
            return .value(make(value, isNegative))
        }
    }

    /// Members, a word that joins, and a value: `b c for 3s`.
    private func sentence<Value>(
        _ key: String, _ joiner: String, _ kind: ScalarKind<Value>
    ) -> ([Int], Value)? {
        let member = member
        let sentence = ScalarKind<([Int], Value)>(
            expected: "a sentence such as '\(FaultForm.all.first { $0.key == key }?.example ?? "")'"
        ) { text in
            let words = text.split { $0 == " " || $0 == "," }.map(String.init)
            guard let middle = words.firstIndex(of: joiner), middle > 0, middle + 1 < words.count else {
                return .mismatch()
            }
            var members: [Int] = []
            for word in words[..<middle] {
                switch member.parse(word) {
                case .success(let some): members += some
                case .failure(let problem): return .mismatch(advice: problem.message)
                }
            }
            switch kind.parse(words[(middle + 1)...].joined(separator: " ")) {
            case .success(let value): return .value((Self.sorted(members), value))
            case .failure(let problem): return .mismatch(advice: problem.message)
            }
        }
        return entry.value(key, as: sentence)
    }
}
