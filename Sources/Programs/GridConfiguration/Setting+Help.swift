extension Setting {
    /// What `--help` prints.
    static var helpText: String {
        let general = [
            helpEntry("\(FlagScanner.fileFlag) FILE", "Reads settings from a file in YAML or JSON."),
            helpEntry(FlagScanner.helpFlag, "Prints this text."),
            helpEntry(FlagScanner.versionFlag, "Prints the version."),
        ]
        var parts = [helpIntroduction, "General\n" + general.joined()]
        let defaults = SidecarConfiguration()
        for section in sections {
            let entries = section.settings.map { setting in
                helpEntry("\(setting.flag) \(setting.placeholder)", setting.explanation(defaults))
            }
            parts.append("\(section.title)\n" + entries.joined())
        }
        return parts.joined(separator: "\n")
    }

    private static let helpIntroduction = """
        Usage: gridcached [--config FILE] [--NAME VALUE]...

        Runs one node of a GridCache cluster and serves it to clients of the Redis protocol. Without
        any arguments the node is alone and reachable from this machine only.

        A setting is given as a flag, as an environment variable or in a file. Flags win over
        variables, variables over the file. --resp-bind-addr is the variable GRIDCACHE_RESP_BIND_ADDR,
        and the key bind_addr of the map resp in a file; --config is GRIDCACHE_CONFIG. Sizes in MB are
        multiples of 1,048,576 bytes; durations have a unit, such as 200ms, 5s, 10m or 1h.

        """

    private static func helpEntry(_ heading: String, _ text: String) -> String {
        "  \(heading)\n" + wrapped(text, width: 88).map { "      \($0)\n" }.joined()
    }

    /// The documentation, what is permitted, and the default.
    func explanation(_ defaults: SidecarConfiguration) -> String {
        let standard = derivedDefault ?? text(of: defaults)
        let ending = standard.isEmpty ? "" : " Default: \(standard)."
        return "\(documentation) Permitted: \(expectation).\(ending)"
    }
}

/// Breaks `text` between words into lines of at most `width` characters; a longer word has its own line.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
        if let last = lines.last, last.count + 1 + word.count <= width {
            lines[lines.count - 1] = "\(last) \(word)"
        } else {
            lines.append(String(word))
        }
    }
    return lines
}
