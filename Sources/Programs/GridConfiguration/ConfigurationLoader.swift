private import GridDocument
private import GridIdentity
private import GridStore

/// Turns flags, environment variables and a file into the configuration of one node.
///
/// Flags win over variables, variables over the file, the file over the defaults; a value that loses is checked
/// all the same. The loader itself touches neither files nor the process:
///
///     let loader = ConfigurationLoader(
///         arguments: Array(CommandLine.arguments.dropFirst()), environment: environmentVariables(),
///         hostName: hostName(), readFile: readWholeFile)
package struct ConfigurationLoader {
    private let arguments: [String]
    private let environment: [(String, String)]
    private let hostName: String
    private let readFile: (String) throws(FileProblem) -> [UInt8]

    /// Names the sources; `arguments` do not include the name of the program.
    package init(
        arguments: [String], environment: [(String, String)], hostName: String,
        readFile: @escaping (String) throws(FileProblem) -> [UInt8]
    ) {
        self.arguments = arguments
        self.environment = environment
        self.hostName = hostName
        self.readFile = readFile
    }

    /// Reads all sources and checks every value and their combination.
    ///
    /// - Throws: Everything that is wrong. Combinations are checked when every single value is right.
    package func load() throws(ConfigurationProblems) -> ConfigurationOutcome {
        let flags = FlagScanner(arguments)
        if flags.asksForHelp { return .print(Setting.helpText) }
        if flags.asksForVersion { return .print("gridcached \(programVersion)\n") }
        let variables = EnvironmentScanner(environment)

        var layers = [variables.layer, flags.layer]
        if let path = flags.filePath {
            layers.insert(layer(of: path, namedBy: .flag(FlagScanner.fileFlag)), at: 0)
        } else if let path = variables.filePath {
            let variable = EnvironmentScanner.fileVariable
            layers.insert(layer(of: path, namedBy: .environment(variable: variable)), at: 0)
        }

        var configuration = SidecarConfiguration()
        var problems: [ConfigurationProblem] = []
        for layer in layers {
            var found = layer.problems
            for assignment in layer.assignments { assignment.apply(to: &configuration, &found) }
            problems += found.inOrderOfPosition
        }
        guard problems.isEmpty else { throw ConfigurationProblems(problems: problems) }

        configuration.derive(hostName: hostName)
        var checks = CombinationChecks(configuration)
        checks.run()
        guard checks.problems.isEmpty else { throw ConfigurationProblems(problems: checks.problems) }
        configuration.warnings = checks.warnings
        return .run(configuration)
    }

    private func layer(of path: String, namedBy origin: SettingOrigin) -> SettingLayer {
        do throws(FileProblem) {
            return FileScanner(try readFile(path), fileName: path).layer
        } catch {
            let message = "the file \(path.quotedForMessage) \(error)"
            return SettingLayer(problems: [ConfigurationProblem(origin, message)])
        }
    }
}

/// What the program is to do.
package enum ConfigurationOutcome: Hashable, Sendable {
    case run(SidecarConfiguration)
    /// Write this text to standard output and end with success.
    case print(String)
}

extension SettingAssignment {
    /// Keeps the value and its origin in `configuration`, or says why it is none.
    func apply(
        to configuration: inout SidecarConfiguration, _ problems: inout [ConfigurationProblem]
    ) {
        let setting = Setting.all[index]
        do throws(RefusedInput) {
            try setting.set(input, in: &configuration)
            configuration.origins[index] = origin
        } catch {
            let place = origin.moved(to: error.position)
            problems.append(ConfigurationProblem(place, path: setting.path, error.problem.message))
        }
    }
}

extension SidecarConfiguration {
    /// Where the value of the setting `path` comes from.
    package func origin(of path: String) -> SettingOrigin {
        guard let index = Setting.all.firstIndex(where: { $0.path == path }) else {
            preconditionFailure("there is no setting \(path)")
        }
        return origins[index]
    }

    /// Fills in the defaults that depend on other values.
    fileprivate mutating func derive(hostName: String) {
        if origin(of: "network.bind_addr") == .standard { network.bindAddress = node.address }
        if origin(of: "storage.shard_count") == .standard {
            storage.shardCount = StoreConfiguration.shardCount(
                memoryLimitInBytes: storage.memoryLimitInBytes,
                maximumValueByteCount: storage.maximumValueByteCount)
        }
        if node.name.isEmpty {
            let name = "\(hostName)-\(node.address.port)"
            let isUsable = !hostName.isEmpty && NodeID.isValidName(name)
            node.name = isUsable ? name : "node-\(node.address.port)"
        }
    }
}
