/// One mistake in a document: where it is, what was found and what is allowed.
package struct DocumentProblem: Error, Hashable, Sendable {
    /// The file as the user named it, or another origin such as a flag or an environment variable.
    package let file: String
    /// The place in the file; `nil` when the problem concerns the whole of it.
    package let position: DocumentPosition?
    /// The keys that lead to the value, such as `cluster.seeds[2]`; empty at the root.
    package let path: String
    package let message: String

    package init(file: String, position: DocumentPosition?, path: String, message: String) {
        self.file = file
        self.position = position
        self.path = path
        self.message = message
    }
}

extension DocumentProblem: CustomStringConvertible {
    /// `file:line:column: path: message`, without the parts that are empty.
    package var description: String {
        var place = [file]
        if let position { place.append(position.description) }
        return [place.filter { !$0.isEmpty }.joined(separator: ":"), path, message]
            .filter { !$0.isEmpty }
            .joined(separator: ": ")
    }
}

/// All mistakes of one or more documents, so that a user corrects them in one round.
package struct DocumentProblems: Error, Hashable, Sendable {
    /// At least one; the order of the file.
    package let problems: [DocumentProblem]

    package init(_ problems: [DocumentProblem]) {
        self.problems = problems
    }
}

extension DocumentProblems: CustomStringConvertible {
    /// One line each; after ``DocumentLimits/shownProblemCount`` lines, only how many more there are.
    package var description: String {
        var lines = problems.prefix(DocumentLimits.shownProblemCount).map(\.description)
        if problems.count > lines.count { lines.append("and \(problems.count - lines.count) more problems") }
        return lines.joined(separator: "\n")
    }
}
