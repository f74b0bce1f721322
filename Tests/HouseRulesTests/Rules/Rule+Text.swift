extension Rule {
    /// What the bytes of a file look like.
    static let text = [trailingSpace, tabs, openEnds, machinePaths]

    static let trailingSpace = Rule(
        "No line ends in white space", in: .everything, instead: "end the line after its last character"
    ) { file, _ in
        file.findings("white space at the end") { $0.last?.isWhitespace == true }
    }

    static let tabs = Rule("Swift is indented with spaces", in: .swift(), instead: "use four spaces") {
        file, _ in
        file.findings("a tab") { $0.contains("\t") }
    }

    static let openEnds = Rule(
        "Nothing is left to be fixed, and what is left to do has an issue", in: .swift(),
        instead: "fix it now, or write TODO(#123) with the number of an issue"
    ) { file, _ in
        file.comments.flatMap { comment in
            comment.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
                offset, line in
                guard let found = line.openEnd else { return nil }
                return Finding(line: comment.lines.lowerBound + offset, found: found)
            }
        }
    }

    static let machinePaths = Rule(
        "No file knows the machine on which it was written", in: .everything,
        instead: "derive the path from the repository, from an option or from the environment"
    ) { file, _ in
        let isTest = file.path.hasPrefix("Tests/")
        let roots = ["home", "work", "root"] + (isTest ? [] : ["tmp"])
        return roots.flatMap { root in
            file.findings("a path below /\(root)") { $0.hasAbsolutePath(below: root) }
        }
    }
}

extension Substring {
    /// The mark in a comment that says that something is unfinished and that no issue keeps track of.
    fileprivate var openEnd: String? {
        for word in split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "(" && $0 != "#" }) {
            if word == "FIXME" { return "FIXME" }
            guard word.prefix(while: \.isLetter) == "TODO" else { continue }
            let hasIssue = word.hasPrefix("TODO(#") && word.last?.isNumber == true
            if !hasIssue { return "TODO without an issue" }
        }
        return nil
    }

    /// Whether the line names something below the folder `root` of the file system.
    ///
    /// A slash that continues a relative path or an address does not count.
    fileprivate func hasAbsolutePath(below root: String) -> Bool {
        var rest = self
        while let found = rest.firstRange(of: "/\(root)/") {
            let previous = found.lowerBound > startIndex ? self[index(before: found.lowerBound)] : " "
            if !previous.isLetter && !previous.isNumber && !"./_-}*~".contains(previous) { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }
}
