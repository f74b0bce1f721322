extension Setting {
    /// A configuration file with every setting at its default, each explained by a comment.
    ///
    /// A default that depends on other values is written as null, which asks for it.
    package static var referenceText: String {
        let defaults = SidecarConfiguration()
        return sections.reduce(into: referenceIntroduction) { text, section in
            text += "\n\(comment("----- \(section.title)", indentation: ""))"
            var openMap: String?
            for setting in section.settings {
                if setting.mapName != openMap, let name = setting.mapName {
                    text += "\n\(name):\n"
                } else {
                    text += "\n"
                }
                openMap = setting.mapName
                text += setting.referenceEntry(defaults)
            }
        }
    }

    private static let referenceIntroduction = """
        # Every setting of gridcached at its default. The table of settings writes this file.
        #
        # Each one is also a flag and an environment variable: replica_count is --replica-count and
        # GRIDCACHE_REPLICA_COUNT, bind_addr of the map resp is --resp-bind-addr and GRIDCACHE_RESP_BIND_ADDR.
        # Flags win over variables, variables over the file. A null asks for the default.

        """

    private func referenceEntry(_ defaults: SidecarConfiguration) -> String {
        let indentation = mapName == nil ? "" : "  "
        var entry = Self.comment(documentation, indentation: indentation)
        entry += Self.comment("Permitted: \(expectation).", indentation: indentation)
        if let derivedDefault {
            entry += Self.comment("Default: \(derivedDefault).", indentation: indentation)
        }
        return entry + "\(indentation)\(key): \(fileText(of: defaults))\n"
    }

    private static func comment(_ text: String, indentation: String) -> String {
        wrapped(text, width: 98 - indentation.count).map { "\(indentation)# \($0)\n" }.joined()
    }

    /// The value as a file has it.
    private func fileText(of configuration: SidecarConfiguration) -> String {
        if derivedDefault != nil { return "null" }
        let text = text(of: configuration)
        if form == .list { return "[\(text)]" }
        return text.isEmpty ? "\"\"" : text
    }
}
