private import GridDocument

/// One thing that is wrong with the settings, as a sentence and the place to change.
package struct ConfigurationProblem: Hashable, Sendable {
    /// Where to change it.
    package let origin: SettingOrigin
    /// The setting or the key, when the sentence does not name it.
    package let path: String?
    /// A sentence.
    package let message: String

    init(_ origin: SettingOrigin, path: String? = nil, _ message: String) {
        self.origin = origin
        self.path = path
        self.message = message
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// The place, the setting, the sentence; a flag or a variable stands for its setting.
    package var description: String {
        switch origin {
        case .standard: ([path].compactMap(\.self) + [message]).joined(separator: ": ")
        case .file: (["\(origin)"] + [path].compactMap(\.self) + [message]).joined(separator: ": ")
        case .environment, .flag: "\(origin): \(message)"
        }
    }
}

/// Why the program cannot start: everything that is wrong, found in one pass.
///
/// Problems of the file come first, then those of the environment, of the flags, and of their combination.
package struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one.
    package let problems: [ConfigurationProblem]

    /// One line for each problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension [ConfigurationProblem] {
    /// Those of a file by their position, those without one in front of them; else as they were found.
    var inOrderOfPosition: [ConfigurationProblem] {
        let start = DocumentPosition(line: 0, column: 0)
        return enumerated().sorted { left, right in
            let (first, second) = (left.element.origin.position, right.element.origin.position)
            return (first ?? start, left.offset) < (second ?? start, right.offset)
        }.map(\.element)
    }
}
