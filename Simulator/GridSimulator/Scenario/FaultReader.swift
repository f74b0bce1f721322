import GridDeterminism
import GridDocument

/// Reads one entry of a timeline: what goes wrong, and to whom.
struct FaultReader {
    let entry: DocumentMapReader
    let memberCount: Int

    private static let kinds = [
        "partition", "one_way_partition", "heal", "crash", "restart", "pause", "leave", "clock_step",
        "network",
    ]

    /// The fault of the entry, or `nil` when it is wrong, which is recorded.
    func fault(network: (DocumentMapReader) -> NetworkConditions) -> Fault? {
        let named = Self.kinds.filter(entry.contains)
        guard named.count == 1 else {
            // A misspelled kind is reported as an unknown key; another complaint would only confuse.
            let others = entry.keys.filter { $0 != "at" && !Self.kinds.contains($0) }
            if named.count > 1 || others.isEmpty {
                entry.report("at", "one fault belongs here: \(Self.kinds.joined(separator: ", "))")
            }
            return nil
        }
        switch named[0] {
        case "partition": return partition()
        case "one_way_partition": return oneWayPartition()
        case "heal": return entry.choice("heal", ["true": Fault.heal])
        case "crash": return members("crash").map(Fault.crash)
        case "restart": return members("restart").map(Fault.restart)
        case "leave": return members("leave").map(Fault.leave)
        case "pause": return entry.value("pause", as: pause)
        case "clock_step": return entry.value("clock_step", as: clockStep)
        default: return .network(network(entry.map("network")))
        }
    }

    // MARK: Members

    private var member: ScalarKind<Int> {
        let names = (0..<memberCount).map(Scenario.memberName)
        return ScalarKind(expected: "a node from \(names[0]) to \(names[names.count - 1])") { text in
            if let index = names.firstIndex(of: text) { return .value(index) }
            return .mismatch()
        }
    }

    /// The members at a key that holds one name or several.
    private func members(_ key: String) -> [Int]? { entry.values(key, of: member) }

    private func partition() -> Fault? {
        guard case .list(let groups)? = entry.node("partition")?.content else {
            entry.report("partition", "expected lists of names, such as [[a, b], [c]]")
            return nil
        }
        var sides: [[Int]] = []
        for group in groups {
            guard case .list(let names) = group.content, let side = side(names) else { return nil }
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
            case .success(let index): side.append(index)
            case .failure(let problem):
                entry.report("partition", problem.message)
                return nil
            }
        }
        return side
    }

    private func oneWayPartition() -> Fault? {
        let map = entry.map("one_way_partition")
        map.require("from", "to")
        guard let from = map.values("from", of: member), let to = map.values("to", of: member) else {
            return nil
        }
        return .oneWayPartition(from: from, to: to)
    }

    // MARK: Sentences

    /// `b for 3s`.
    private var pause: ScalarKind<Fault> {
        let duration = ScalarKind<Duration>.duration(in: .milliseconds(1) ... .seconds(3_600))
        return sentence("a pause such as 'b for 3s'", joiner: "for") { index, text in
            duration.parse(text).map { .pause([index], $0) }
        }
    }

    /// `b by -300ms`.
    private var clockStep: ScalarKind<Fault> {
        let duration = ScalarKind<Duration>.duration(in: .zero ... .seconds(86_400))
        return sentence("a step such as 'b by -300ms'", joiner: "by") { index, text in
            let isBackwards = text.hasPrefix("-")
            return duration.parse(isBackwards ? String(text.dropFirst()) : text).map { step in
                let milliseconds = Int64(step.wholeMilliseconds)
                return .clockStep([index], milliseconds: isBackwards ? -milliseconds : milliseconds)
            }
        }
    }

    /// Three words: a member, a joiner, and something that `make` reads.
    private func sentence(
        _ expected: String, joiner: String, _ make: @escaping (Int, String) -> Result<Fault, ScalarProblem>
    ) -> ScalarKind<Fault> {
        let member = member
        return ScalarKind(expected: expected) { text in
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == joiner else { return .mismatch() }
            switch member.parse(words[0]).flatMap({ index in make(index, words[2]) }) {
            case .success(let fault): return .value(fault)
            case .failure(let problem): return .mismatch(advice: problem.message)
            }
        }
    }
}
