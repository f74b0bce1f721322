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
                "x.yaml:2:17: nodes.count: expected an integer from 1 to 1000, found '0'"
            ),
            (
                "name: x\nconfig:\n  replica_cuont: 2\n",
                "x.yaml:3:3: config.replica_cuont: there is no such setting; did you mean replica_count?"
            ),
            (
                "name: x\nconfig: {replica_count: 9}\n",
                "x.yaml:2:25: config.replica_count: expected an integer from 1 to 8, found '9'"
            ),
            (
                "name: x\nconfig: {failure_timeout: 2s}\n",
                "x.yaml:2:27: config: failure_timeout (2s) is longer than probe_interval (1s, default), but a probe "
                    + "must end before the next one begins"
            ),
            (
                "name: x\nworkload: {keys: {cuont: 2}}\n",
                "x.yaml:2:19: workload.keys: unknown key 'cuont'; did you mean 'count'?"
            ),
            (
                "name: x\nworkload: {write_percent: 90, delete_percent: 20}\n",
                "x.yaml:2:27: workload.write_percent: the percentages of changes add up to 115"
            ),
            (
                "name: x\nworkload: {value_size: [50% of 1KiB]}\n",
                "x.yaml:2:24: workload.value_size: the shares add up to 50%, not to 100%"
            ),
            (
                "name: x\nworkload: {only: [1-2]}\n",
                "x.yaml:2:19: workload.only[0]: expected requests of a client such as '0:3-5' or '2:9', found '1-2'"
            ),
            (
                "name: x\nworkload: {trace: nowhere.txt}\n",
                "x.yaml:2:11: workload: the trace 'nowhere.txt' does not exist"
            ),
            (
                "name: x\nnetwork: {delay_min: 5ms}\n",
                "x.yaml:2:10: network.delay_mean: the mean is below delay_min, 5ms"
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

    @Test(
        "A broken line of a trace is reported with its place",
        arguments: [
            (
                "1s 0 write 5\n1s 0 raed 5\n",
                "t.txt:2:6: expected one of 'read', 'write' or 'delete', found 'raed'; did you mean 'read'?"
            ),
            (
                "1s 0 write 5\n\n0.5s 0 read 5 # early\n",
                "t.txt:3:1: the request comes before the one above it"
            ),
            ("1s 0 write\n", "t.txt:1:11: expected a key, found the end of the line"),
            ("1s 4 read 5\n", "t.txt:1:4: expected an integer from 0 to 3, found '4'"),
            ("1s 0 read 200\n", "t.txt:1:11: expected an integer from 0 to 199, found '200'"),
            ("1s 0 write 5 1KiB 5s 7\n", "t.txt:1:22: expected the end of the line, found '7'"),
        ])
    func traces(text: String, message: String) {
        do throws(DocumentProblems) {
            _ = try ScenarioReader.read(Array("{name: x, workload: {trace: t.txt}}".utf8), fileName: "x.yaml")
            { _ in
                .success(Array(text.utf8))
            }
            Issue.record("the trace was accepted")
        } catch {
            #expect(error.description == message)
        }
    }
}
