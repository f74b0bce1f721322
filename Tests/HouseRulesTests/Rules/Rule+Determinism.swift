extension Rule {
    /// The same input gives the same output, in every process and on every platform.
    static let determinism = [
        imports, clocks, concurrency, inputAndOutput, hashing, unorderedCollections, randomness,
    ]

    static let imports = Rule(
        "Core and Foundations import only each other", in: .deterministic,
        instead:
            "take bytes, time and randomness as arguments, and leave the operating system to Sources/Runtime"
    ) { file, repository in
        file.code.tokens.indices.compactMap { index in
            guard file.code[index] == "import", !file.code.isMember(at: index) else { return nil }
            let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
            let module = file.code[kinds.contains(file.code[index + 1]) ? index + 2 : index + 1]
            guard !mayImport(module, in: file, of: repository) else { return nil }
            return Finding(line: file.code.tokens[index].lines.lowerBound, found: "`import \(module)`")
        }
    }

    private static func mayImport(_ module: String, in file: SourceFile, of repository: Repository) -> Bool {
        switch module {
        case "Synchronization":
            ["GridStore", "GridVersioning", "GridReplication", "GridNode"].contains {
                file.path.hasPrefix("Sources/Core/\($0)/")
            }
        case "CLZ4":
            file.path.hasPrefix("Sources/Core/GridStore/")
        default:
            ["Sources/Core", "Sources/Foundations"].contains {
                repository.folders.contains("\($0)/\(module)")
            }
        }
    }

    static let clocks = Rule(
        "Core and Foundations read no clock", in: .deterministic,
        instead: "take `now` as an `Instant`, or a `WallTime`, from the caller",
        noToken: { code, index in
            switch code[index] {
            case "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", "gettimeofday": true
            case "Date": code[index + 1] == "("
            default: false
            }
        })

    static let concurrency = Rule(
        "Core and Foundations run on the caller's thread", in: .deterministic,
        instead: "append an effect, or return a deadline, and let the driver call again",
        noToken: { code, index in
            switch code[index] {
            case "await", "async", "TaskGroup", "AsyncStream", "AsyncSequence": !code.isMember(at: index)
            case "Task": ["{", "(", ".", "<"].contains(code[index + 1])
            case "actor": code[index + 1].first?.isUppercase == true
            default: false
            }
        })

    static let inputAndOutput = Rule(
        "Core and Foundations print nothing", in: .deterministic,
        instead: "record a trace or a statistic as data, which the driver may log",
        noToken: { code, index in
            guard !code.isMember(at: index), code[index + 1] == "(", code[index - 1] != "func" else {
                return false
            }
            return ["print", "debugPrint", "dump", "readLine"].contains(code[index])
        })

    static let hashing = Rule(
        "Core and Foundations hash the same in every process", in: .deterministic,
        instead: "use `StableHash`, or a hash with a seed that is passed in",
        noToken: { code, index in
            ["Hasher", "hashValue", "ObjectIdentifier"].contains(code[index])
        })

    static let unorderedCollections = Rule(
        "Core and Foundations keep everything in a defined order", in: .deterministic,
        instead: "use a sorted array or a sorted map; the order of a hash table changes with the process",
        noToken: { code, index in
            switch code[index] {
            case "Dictionary", "KeyValuePairs": true
            case "Set": !code.isMember(at: index) && ["<", "(", ":"].contains(code[index + 1])
            case "[": code.opensDictionary(at: index)
            default: false
            }
        })

    static let randomness = Rule(
        "Core and Foundations draw from seeded generators only", in: .deterministic,
        instead: "draw from a `SeededRandom` that is passed in, with `using: &random`",
        noToken: { code, index in
            switch code[index] {
            case "SystemRandomNumberGenerator", "UUID", "arc4random": true
            case "shuffled", "shuffle", "randomElement":
                code.isMember(at: index) && code.reads("(", ")", at: index + 1)
            case "random":
                code.isMember(at: index) && code[index + 1] == "(" && !code.passes("using", in: index + 1)
                    && (code[index + 2] == ")" || code[index + 2] == "in")
            default: false
            }
        })
}

extension Code {
    /// Whether the argument list that opens at `index` has the label `label`.
    fileprivate func passes(_ label: String, in index: Int) -> Bool {
        (index..<closingBracket(of: index)).contains { reads(label, ":", at: $0) }
    }

    /// Whether the bracket at `index` starts a dictionary, or the type of one: its first element has a colon.
    ///
    /// A bracket that touches the end of an expression is a subscript; its colon follows a label.
    fileprivate func opensDictionary(at index: Int) -> Bool {
        if !tokens[index].followsSpace, index > 0 {
            let previous = tokens[index - 1]
            guard previous.kind == .symbol, !")]}>?!".contains(previous.text) else { return false }
        }
        var position = index + 1
        while position < tokens.count {
            switch self[position] {
            case ":": return true
            case ",", "]", "}", ")": return false
            case "?" where tokens[position].followsSpace: return false
            case "(", "[", "{": position = closingBracket(of: position)
            default: break
            }
            position += 1
        }
        return false
    }
}
