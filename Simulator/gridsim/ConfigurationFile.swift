import GridConfiguration
import GridDocument
import GridSimulator

/// A file for `gridcached`, whose settings the members of a scenario are given.
struct ConfigurationFile: Sendable {
    let path: String
    private let bytes: [UInt8]

    /// Reads the file; whether it is right shows when it is applied.
    init(_ path: String) throws(CommandProblem) {
        self.path = path
        do throws(FileProblem) {
            bytes = try readWholeFile(path)
        } catch {
            throw CommandProblem(message: "the file \(path) \(error)")
        }
    }

    /// Lays the settings over those of `scenario`; what the file says counts.
    func apply(to scenario: inout Scenario) throws(CommandProblem) {
        do throws(DocumentProblems) {
            try scenario.configure(with: bytes, fileName: path)
        } catch {
            throw CommandProblem(message: error.description)
        }
    }
}
