import GridConfiguration
import Testing

@Suite("Process surroundings")
struct ProcessSurroundingsTests {
    @Test("A file is read whole")
    func wholeFile() throws {
        let text = String(decoding: try readWholeFile(#filePath), as: UTF8.self)

        #expect(text.hasPrefix("import GridConfiguration\n"))
        #expect(text.hasSuffix("\n}\n"))
    }

    @Test(
        "What is no readable file is refused",
        arguments: [
            ("\(#filePath).none", FileProblem.absent), ("\(#filePath)/none", .absent), ("/", .notRegular),
            ("/dev/zero", .notRegular), ("", .absent),
        ])
    func refused(path: String, expected: FileProblem) {
        #expect(throws: expected) { try readWholeFile(path) }
    }

    @Test("The environment has the variables that this process was started with")
    func environment() {
        let variables = environmentVariables()

        #expect(variables.contains { $0.0 == "PATH" && !$0.1.isEmpty })
        #expect(!variables.contains { $0.0.contains("=") })
    }

    @Test("The host's name has no domain")
    func host() {
        #expect(!hostName().contains("."))
    }
}
