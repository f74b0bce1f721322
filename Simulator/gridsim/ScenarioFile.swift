import GridConfiguration
import GridDocument
import GridSimulator

/// A scenario and the file it was read from.
struct ScenarioFile: Sendable {
    static let folder = "configs/simulator"

    let path: String
    let scenario: Scenario

    /// Reads the file at a path, or the one of that name in the folder of scenarios.
    init(named name: String) throws(CommandProblem) {
        let isPath = name.contains("/") || name.contains(".")
        path = isPath ? name : "\(Self.folder)/\(name).yaml"
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try readWholeFile(path)
        } catch {
            throw CommandProblem(message: "the file \(path) \(error)")
        }
        do throws(DocumentProblems) {
            scenario = try ScenarioReader.read(bytes, fileName: path) { path in
                Result { () throws(FileProblem) in try readWholeFile(path) }
            }
        } catch {
            throw CommandProblem(message: error.description)
        }
    }
}

/// Names the scenarios of the folder, with what they say about themselves.
func listScenarios() throws(CommandProblem) -> ExitStatus {
    for name in try namesOfFiles(in: ScenarioFile.folder) where name.hasSuffix(".yaml") {
        let scenario = try ScenarioFile(named: "\(ScenarioFile.folder)/\(name)").scenario
        let padding = String(repeating: " ", count: max(1, 24 - scenario.name.count))
        print(scenario.name + padding + scenario.summary)
    }
    return .passed
}
