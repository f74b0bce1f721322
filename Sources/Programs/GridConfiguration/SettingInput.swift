import GridDocument

/// What somebody wrote for a setting, before it is understood.
enum SettingInput {
    /// The value of a flag or of an environment variable; elements of a list are separated by commas.
    case text(String)
    /// The value of a key in a file.
    case node(DocumentNode)
}

/// Why an input is no value of its setting.
struct RefusedInput: Error {
    let problem: ScalarProblem
    /// The place of the offending node in its file; `nil` for a text.
    let position: DocumentPosition?
}

/// A setting that somebody set, not yet understood.
struct SettingAssignment {
    /// The index into ``Setting/all``.
    let index: Int
    let input: SettingInput
    let origin: SettingOrigin
}

/// What one source of settings says, and what is wrong with it.
struct SettingLayer {
    var assignments: [SettingAssignment] = []
    var problems: [ConfigurationProblem] = []
}
