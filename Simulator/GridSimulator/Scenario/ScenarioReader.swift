package import GridConfiguration
package import GridDocument

/// Reads scenarios from YAML or JSON; whatever is not understood is an error with its line.
package struct ScenarioReader {
    /// Reads the scenario in `bytes`.
    ///
    /// `fileName`: what messages call the text. `readFile`: gives the bytes of a file that the scenario names.
    package static func read(
        _ bytes: [UInt8], fileName: String,
        readFile: (String) -> Result<[UInt8], FileProblem> = { _ in .failure(.absent) }
    ) throws(DocumentProblems) -> Scenario {
        let problems = DocumentProblemSink()
        var scenario = Scenario(name: "")
        if let node = DocumentReader.read(bytes, fileName: fileName, problems: problems) {
            let root = DocumentMapReader(node, fileName: fileName, problems: problems)
            root.require("name")
            Scenario.fields.read(root, into: &scenario)
            scenario.readTrace(root, readFile)
            root.finish()
        }
        try problems.throwIfNotEmpty()
        return scenario
    }
}

extension Scenario {
    /// Lays the settings of a gridcached file over those of the scenario.
    ///
    /// `fileName`: what messages call the text.
    package mutating func configure(
        with bytes: [UInt8], fileName: String
    ) throws(DocumentProblems) {
        let problems = DocumentProblemSink()
        if let node = DocumentReader.read(bytes, fileName: fileName, problems: problems) {
            for problem in configure(with: node, fileName: fileName, path: "") { problems.record(problem) }
        }
        try problems.throwIfNotEmpty()
    }

    /// Reads the map `config`.
    mutating func readConfiguration(_ root: DocumentMapReader) {
        guard let node = root.node("config"), !node.isEmpty else { return }
        root.report(configure(with: node, fileName: root.fileName, path: "config"))
    }

    /// Clients ask as the settings say, when those say it.
    private mutating func configure(
        with node: DocumentNode, fileName: String, path: String
    ) -> [DocumentProblem] {
        let overlay = configuration.overlaid(with: node, fileName: fileName, path: path)
        configuration = overlay.configuration
        if overlay.setPaths.contains("write_concern") {
            workload.writeConcern = configuration.replication.writeConcern
        }
        if overlay.setPaths.contains("read_level") {
            workload.readLevel = configuration.replication.readLevel
        }
        return overlay.problems
    }

    mutating func readTimeline(_ root: DocumentMapReader) {
        let (network, zones) = (network, memberZones)
        for entry in root.maps("timeline") {
            entry.require("at")
            // What ends a fault, such as a restart, may come when everything else has been repaired.
            let at = entry.duration("at", in: .zero...(duration + settleTime)) ?? .zero
            let reader = FaultReader(entry: entry, zones: zones) { map in
                var conditions = network
                conditions.read(map)
                return conditions
            }
            if let fault = reader.fault { timeline.append(TimedFault(at: at, fault)) }
        }
    }
}
