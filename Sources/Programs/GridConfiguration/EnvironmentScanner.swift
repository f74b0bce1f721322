private import GridDocument

/// Reads the environment variables whose names begin with `GRIDCACHE_`.
struct EnvironmentScanner {
    static let prefix = "GRIDCACHE_"
    static let fileVariable = "GRIDCACHE_CONFIG"

    private(set) var layer = SettingLayer()
    /// The file that `GRIDCACHE_CONFIG` names.
    private(set) var filePath: String?

    /// Reads the variables of `environment`, in the order of their names; of two with one name, the first counts.
    init(_ environment: [(String, String)]) {
        var previous: String?
        let own = environment.enumerated().filter { $0.element.0.hasPrefix(Self.prefix) }
            .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
        for (_, (name, text)) in own where name != previous {
            previous = name
            scan(name, text)
        }
    }

    private mutating func scan(_ name: String, _ text: String) {
        let origin = SettingOrigin.environment(variable: name.clippedForMessage)
        if name == Self.fileVariable {
            filePath = text
        } else if let index = Setting.all.firstIndex(where: { $0.environmentVariable == name }) {
            layer.assignments.append(SettingAssignment(index: index, input: .text(text), origin: origin))
        } else if !Self.isServiceLink(name, text) {
            let all = [Self.fileVariable] + Setting.all.map(\.environmentVariable)
            let message = unknownName(name, of: "variable", among: all, prefix: Self.prefix)
            layer.problems.append(ConfigurationProblem(origin, message))
        }
    }

    /// Whether Kubernetes sets a variable of this form in every pod, for a service called `gridcache…`.
    ///
    /// These are `…_SERVICE_HOST`, `…_SERVICE_PORT`, `…_SERVICE_PORT_<name>`, `…_PORT` with a URL as its value, and
    /// `…_PORT_<number>_<protocol>` with or without `_PROTO`, `_PORT` or `_ADDR`.
    ///
    /// Source: Kubernetes documentation, "Service", section Environment variables.
    private static func isServiceLink(_ name: String, _ text: String) -> Bool {
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        if words.suffix(2) == ["SERVICE", "HOST"] { return true }
        return words.indices.dropFirst().contains { index in
            guard words[index] == "PORT" else { return false }
            let following = words[(index + 1)...]
            let hasNumber = following.count > 1 && following.first.flatMap { UInt16($0) } != nil
            return words[index - 1] == "SERVICE" || hasNumber || following.isEmpty && text.contains("://")
        }
    }
}
