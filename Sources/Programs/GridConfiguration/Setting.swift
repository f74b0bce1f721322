/// One row of the table of settings: what the flags, the environment, the files, the help and the reference share.
///
/// The default is the value that a new ``SidecarConfiguration`` has, so it is written once.
package struct Setting: Sendable {
    /// The name in a file, from the outermost map: `storage.max_memory_mb`.
    package let path: String
    /// A sentence for operators.
    package let documentation: String
    /// What is permitted, as it follows the word "expected": "an integer from 1 to 8".
    package let expectation: String
    /// How a default is described that depends on other values; `nil` for a plain default.
    package let derivedDefault: String?
    let form: SettingForm
    /// What the help writes for a value.
    let placeholder: String
    private let write: @Sendable (SettingInput, inout SidecarConfiguration) throws(RefusedInput) -> Void
    private let read: @Sendable (SidecarConfiguration) -> String

    /// Describes the setting whose value is kept at `place`.
    init<Value>(
        _ path: String, _ place: any WritableKeyPath<SidecarConfiguration, Value> & Sendable,
        _ kind: SettingKind<Value>, derivedDefault: String? = nil, _ documentation: String
    ) {
        self.path = path
        self.documentation = documentation
        self.derivedDefault = derivedDefault
        form = kind.form
        placeholder = kind.placeholder
        expectation = kind.expectation
        write = { input, configuration throws(RefusedInput) in
            configuration[keyPath: place] = try kind.value(of: input)
        }
        read = { configuration in kind.text(of: configuration[keyPath: place]) }
    }

    /// Keeps the value that `input` means in `configuration`.
    func set(_ input: SettingInput, in configuration: inout SidecarConfiguration) throws(RefusedInput) {
        try write(input, &configuration)
    }

    /// The value in `configuration`, written as a flag would take it.
    package func text(of configuration: SidecarConfiguration) -> String { read(configuration) }
}

// MARK: Names

extension Setting {
    /// The map that the setting belongs to in a file, or `nil` at the top level.
    var mapName: String? {
        path.firstIndex(of: ".").map { String(path[..<$0]) }
    }

    /// The key of the setting in its map.
    var key: String {
        path.firstIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The name on the command line: `--storage-max-memory-mb`.
    package var flag: String {
        "--" + path.map { $0 == "." || $0 == "_" ? "-" : String($0) }.joined()
    }

    /// The name in the environment: `GRIDCACHE_STORAGE_MAX_MEMORY_MB`.
    package var environmentVariable: String {
        EnvironmentScanner.prefix + path.map { $0 == "." ? "_" : $0.uppercased() }.joined()
    }
}
