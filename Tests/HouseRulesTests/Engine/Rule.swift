import Testing

/// One habit of this repository that a program can check.
struct Rule: Sendable {
    /// A true sentence about the repository.
    let name: String
    /// Which files the sentence is about.
    let scope: Scope
    /// What to write instead.
    let remedy: String
    /// Finds where `file` breaks the rule.
    let check: @Sendable (_ file: SourceFile, _ repository: Repository) -> [Finding]

    init(
        _ name: String, in scope: Scope, instead remedy: String,
        check: @escaping @Sendable (_ file: SourceFile, _ repository: Repository) -> [Finding]
    ) {
        self.name = name
        self.scope = scope
        self.remedy = remedy
        self.check = check
    }

    /// A rule that no token of a Swift file may match.
    init(
        _ name: String, in scope: Scope, instead remedy: String,
        noToken matches: @escaping @Sendable (Code, Int) -> Bool
    ) {
        self.init(name, in: scope, instead: remedy) { file, _ in file.findings(where: matches) }
    }

    /// Where `repository` breaks the rule, one line each: place, what is there, what to write instead.
    func violations(in repository: Repository) -> [String] {
        repository.files.filter { scope.contains($0.path) }.flatMap { file in
            check(file, repository).map { finding in
                "\(file.path):\(finding.line): \(finding.found); instead, \(remedy)"
            }
        }
    }
}

extension Rule: CustomTestStringConvertible {
    var testDescription: String { name }
}

/// A place in a file that breaks a rule.
struct Finding: Hashable, Sendable {
    let line: Int
    /// What is there, in the reader's words.
    let found: String
}

/// Which files a rule is about.
struct Scope: Sendable {
    let contains: @Sendable (_ path: String) -> Bool

    /// Every text file.
    static let everything = Scope { _ in true }

    static let markdown = Scope { $0.hasSuffix(".md") }

    /// Every Swift file below one of `folders`; below none given, every Swift file.
    static func swift(in folders: String...) -> Scope {
        Scope { path in
            path.hasSuffix(".swift") && (folders.isEmpty || folders.contains { path.hasPrefix($0 + "/") })
        }
    }

    /// The layers that must give the same result for the same input, everywhere and for ever.
    static let deterministic = swift(in: "Sources/Core", "Sources/Foundations")

    static func files(_ paths: String...) -> Scope { Scope { paths.contains($0) } }

    func excluding(_ folders: String...) -> Scope {
        Scope { path in contains(path) && !folders.contains { path.hasPrefix($0 + "/") } }
    }
}
