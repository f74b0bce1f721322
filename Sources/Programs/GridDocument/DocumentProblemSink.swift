/// Collects the problems of one or more documents.
///
/// The readers of one document share a sink. They look values up in the order of the program; the sink gives the
/// problems back in the order of the file.
package final class DocumentProblemSink {
    private var recorded: [DocumentProblem] = []

    package init() {}

    package var isEmpty: Bool { recorded.isEmpty }

    /// The problems, file by file in the order in which the files first appeared; within a file by position.
    ///
    /// Problems without a position come last in their file.
    package var problems: [DocumentProblem] {
        var ranks: [String: Int] = [:]
        for problem in recorded where ranks[problem.file] == nil { ranks[problem.file] = ranks.count }
        let last = DocumentPosition(line: .max, column: .max)
        let sorted = recorded.enumerated().sorted { left, right in
            let (leftRank, rightRank) = (
                ranks[left.element.file, default: 0], ranks[right.element.file, default: 0]
            )
            if leftRank != rightRank { return leftRank < rightRank }
            let (leftPosition, rightPosition) = (
                left.element.position ?? last, right.element.position ?? last
            )
            return leftPosition == rightPosition ? left.offset < right.offset : leftPosition < rightPosition
        }
        return sorted.map(\.element)
    }

    package func record(_ problem: DocumentProblem) {
        recorded.append(problem)
    }

    /// Throws all problems together, if there are any.
    package func throwIfNotEmpty() throws(DocumentProblems) {
        guard isEmpty else { throw DocumentProblems(problems) }
    }
}
