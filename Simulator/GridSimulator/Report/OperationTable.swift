/// How the operations of a run ended, as a table with a row for each kind.
struct OperationTable {
    private let answers: [SimulationReport.AnswerCount]
    private let unavailableCount: Int

    init(_ answers: [SimulationReport.AnswerCount], unavailableCount: Int) {
        self.answers = answers
        self.unavailableCount = unavailableCount
    }

    /// The rows in lines, without the answers that nobody got.
    var text: String {
        let names = columnNames
        var rows = [["operations", "all"] + names]
        for kind in OperationRecord.Kind.allCases {
            let counts = answers.filter { $0.kind == kind }
            guard !counts.isEmpty else { continue }
            let total = counts.reduce(0) { $0 + $1.count }
            rows.append(
                ["  \(kind.rawValue)", "\(total)"]
                    + names.map { name in counts.first { $0.answer == name }.map { "\($0.count)" } ?? "" })
        }
        if unavailableCount > 0 { rows.append(["  no process", "\(unavailableCount)"]) }
        return Self.aligned(rows)
    }

    /// The answers, those that are no failures first.
    private var columnNames: [String] {
        let usual = ["found", "missing", "applied", "skipped"]
        let names = answers.map(\.answer)
        let others = names.enumerated().filter { index, name in
            !usual.contains(name) && names.firstIndex(of: name) == index
        }
        return usual.filter(names.contains) + others.map(\.element).sorted()
    }

    /// The first column to the left, the others to the right.
    private static func aligned(_ rows: [[String]]) -> String {
        let columnCount = rows.map(\.count).max() ?? 0
        let widths = (0..<columnCount).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            .joined(separator: "  ").trimmingTrailingSpaces
        }
        .joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
