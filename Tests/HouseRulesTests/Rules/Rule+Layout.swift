extension Rule {
    /// The folder listing is the architecture.
    static let layout = [topLevel, testFolders, fileLengths, systemPackages]

    static let topLevel = Rule(
        "The top level holds the agreed names and nothing else", in: .everything,
        instead: "put deployment files below configs/, and articles into Sources/GridCache/GridCache.docc"
    ) { file, _ in
        let name = file.path.split(separator: "/")[0]
        let allowed: Set<Substring> = [
            "Package.swift", "Sources", "Tests", "Simulator", "Benchmarks", "configs", "README.md", "LICENSE",
            ".ci",
            ".github", ".swift-format", ".gitignore",
        ]
        return allowed.contains(name) ? [] : [Finding(line: 1, found: "`\(name)` at the top level")]
    }

    static let testFolders = Rule(
        "Every test folder has its source folder", in: .swift(in: "Tests"),
        instead: "mirror the sources: Tests/Core/GridWireTests tests Sources/Core/GridWire"
    ) { file, repository in
        let components = file.path.split(separator: "/").dropFirst().dropLast()
        guard let last = components.lastIndex(where: { $0.hasSuffix("Tests") }) else {
            return [Finding(line: 1, found: "a test outside of a folder named …Tests")]
        }
        let tested = components[..<last] + [components[last].dropLast("Tests".count)]
        guard !testsOfEverything.contains(components[last]) else { return [] }
        let source = tested.joined(separator: "/")
        guard !repository.folders.contains("Sources/\(source)") && !repository.folders.contains(source) else {
            return []
        }
        return [Finding(line: 1, found: "tests of `\(source)`, which does not exist")]
    }

    /// The test folders that are about the whole repository.
    private static let testsOfEverything: Set<Substring> = [
        "HouseRulesTests", "IntegrationTests", "SimulationTests",
    ]

    /// The files that may be longer than the rest, and why.
    static let longFiles: [String: String] = [:]

    static let fileLengths = Rule(
        "A file has at most 400 lines, a test 500", in: .everything,
        instead: "split by concept into files that are named after what they hold"
    ) { file, _ in
        guard [".swift", ".c", ".h"].contains(where: file.path.hasSuffix), longFiles[file.path] == nil else {
            return []
        }
        let maximum = file.path.hasPrefix("Tests/") ? 500 : 400
        return file.lines.count > maximum
            ? [Finding(line: maximum + 1, found: "\(file.lines.count) lines")] : []
    }

    static let systemPackages = Rule(
        "Every Debian package that the manifest names is installed by .ci/setup", in: .files("Package.swift"),
        instead: "add it to the list in .ci/setup, with a word why"
    ) { file, repository in
        let setup = repository[".ci/setup"]?.text ?? ""
        let listed = Set(setup.split { $0.isWhitespace })
        return file.findings { code, index in
            guard code.reads("apt", "(", "[", at: index) else { return false }
            return (index..<code.closingBracket(of: index + 1)).contains { position in
                code.tokens[position].kind == .string && !listed.contains(code[position].dropFirst())
            }
        }
    }
}
