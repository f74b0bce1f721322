import GridConfiguration
import Testing

/// Invented flags, variables and files for a loader.
struct ConfigurationSources {
    var flags: [String] = []
    var environment: [(String, String)] = []
    var files: [String: String] = [:]
    var hostName = "host"

    init(_ flags: String...) {
        self.flags = flags
    }

    init(environment first: (String, String), _ others: (String, String)...) {
        environment = [first] + others
    }

    /// A file called `node.yaml`, named by a flag.
    init(file: String) {
        files = ["node.yaml": file]
        flags = ["--config", "node.yaml"]
    }

    func load() throws(ConfigurationProblems) -> ConfigurationOutcome {
        try ConfigurationLoader(
            arguments: flags, environment: environment, hostName: hostName, readFile: read
        ).load()
    }

    /// The configuration; a test that expects one fails with the problems.
    func configuration() throws -> SidecarConfiguration {
        switch try load() {
        case .run(let configuration): return configuration
        case .print(let text): throw UnexpectedText(text: text)
        }
    }

    /// One line for each problem; none when there is a configuration.
    var problems: [String] {
        do throws(ConfigurationProblems) {
            _ = try load()
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func read(_ path: String) throws(FileProblem) -> [UInt8] {
        guard let text = files[path] else { throw .absent }
        return Array(text.utf8)
    }

    struct UnexpectedText: Error {
        let text: String
    }
}
