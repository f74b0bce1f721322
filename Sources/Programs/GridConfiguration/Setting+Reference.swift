extension Setting {
    /// A configuration file with every setting at its default, each explained by a comment.
    ///
    /// A setting whose default depends on others is commented out, so that the file means nothing but defaults.
    package static var referenceText: String {
        let defaults = SidecarConfiguration()
        var text = """
            # Every setting of gridcached at its default. The table of settings writes this file.
            #
            # Each one is also a flag and an environment variable: replica_count is --replica-count and
            # GRIDCACHE_REPLICA_COUNT, bind_addr of the map resp is --resp-bind-addr and
            # GRIDCACHE_RESP_BIND_ADDR. Flags win over variables, variables over the file.

            """
        var openMap: String?
        for setting in all {
            if setting.mapName != openMap, let name = setting.mapName { text += "\n\(name):\n" }
            let opensMap = setting.mapName != openMap
            openMap = setting.mapName
            text += (opensMap ? "" : "\n") + setting.referenceEntry(defaults)
        }
        return text
    }

    private func referenceEntry(_ defaults: SidecarConfiguration) -> String {
        let indentation = mapName == nil ? "" : "  "
        let comment = wrapped("\(documentation) Permitted: \(expectation).", width: 96)
            .map { "\(indentation)# \($0)\n" }.joined()
        let isActive = derivedDefault == nil
        return "\(comment)\(indentation)\(isActive ? "" : "# ")\(key): \(fileText(of: defaults))\n"
    }

    /// The value as a file has it.
    private func fileText(of configuration: SidecarConfiguration) -> String {
        if let derivedDefault { return derivedDefault }
        let text = text(of: configuration)
        if form == .list { return "[\(text)]" }
        return text.isEmpty ? "\"\"" : text
    }
}
