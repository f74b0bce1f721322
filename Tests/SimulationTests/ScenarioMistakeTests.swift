import GridDocument
import GridSimulator
import Testing

@Suite("Mistakes in scenarios")
struct ScenarioMistakeTests {
    @Test(
        "A mistake is reported with its place and the remedy",
        arguments: [
            ("name: x\nnodez: 3\n", "x.yaml:2:1: unknown key 'nodez'; did you mean 'nodes'?"),
            (
                "name: x\nnodes: { count: 0 }\n",
                "x.yaml:2:17: nodes.count: expected an integer from 1 to 64, found '0'"
            ),
        ])
    func mistakes(text: String, message: String) {
        do throws(DocumentProblems) {
            _ = try ScenarioReader.read(Array(text.utf8), fileName: "x.yaml")
            Issue.record("the scenario was accepted")
        } catch {
            #expect(error.description == message)
        }
    }
}
