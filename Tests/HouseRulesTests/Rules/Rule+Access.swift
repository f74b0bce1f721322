extension Rule {
    /// Who may see what, and what has to be proved.
    static let access = [publicDeclarations, uncheckedConcurrency, unsafeCode]

    static let publicDeclarations = Rule(
        "Only the libraries are public",
        in: .swift(in: "Sources", "Simulator", "Benchmarks", "Tests").excluding(
            "Sources/GridCache", "Sources/GridCacheTesting", "Simulator/GridSimulator"),
        instead: "write `package` for what other modules need, and nothing or `private` otherwise",
        noToken: { code, index in
            switch code[index] {
            case "public": !code.isMember(at: index)
            case "open": ["class", "func", "var", "subscript"].contains(code[index + 1])
            default: false
            }
        })

    static let uncheckedConcurrency = Rule(
        "What the compiler cannot check about threads is proved in a comment", in: .swift(),
        instead:
            "use `Mutex` or `Atomic`; outside of Core, a comment directly above may prove why it is sound"
    ) { file, _ in
        let mayProve = !Scope.deterministic.contains(file.path)
        return file.findings { code, index in
            let isUnchecked = code.reads("@", "unchecked", "Sendable", at: index - 1)
            guard isUnchecked || code.reads("nonisolated", "(", "unsafe", at: index) else { return false }
            let line = code.tokens[index].lines.lowerBound
            return !(mayProve && file.hasComment(in: max(1, line - 2)...line))
        }
    }

    /// How many lines above an `unsafe` its reason may stand.
    private static let reach = 12

    static let unsafeCode = Rule(
        "Every `unsafe` has its reason near, or one for the whole file",
        in: .swift(in: "Sources", "Simulator", "Benchmarks"),
        instead: "state in a comment above it the invariant that makes it sound; a type that wraps a pointer "
            + "states it once, in a paragraph that begins with `Memory safety:`"
    ) { file, _ in
        guard !file.comments.contains(where: { $0.text.contains("Memory safety:") }) else { return [] }
        return file.findings { code, index in
            guard code[index] == "unsafe", !code.reads("nonisolated", "(", at: index - 2) else {
                return false
            }
            let line = code.tokens[index].lines.lowerBound
            return !file.hasComment(in: max(1, line - reach)...line + 2)
        }
    }
}
