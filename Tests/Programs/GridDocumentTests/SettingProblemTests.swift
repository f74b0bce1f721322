import GridDocument
import Testing

@Suite("Mistakes in the settings")
struct SettingProblemTests {
    private enum Level: String, CaseIterable {
        case one, quorum, all
    }

    /// Asks for one setting of each kind.
    private func read(_ root: DocumentMapReader) {
        _ = root.text("name")
        _ = root.integer("replica_count", in: 1...7)
        _ = root.boolean("tls")
        _ = root.duration("timeout", in: .milliseconds(10)...(.seconds(60)))
        _ = root.duration("interval")
        _ = root.byteCount("memory", in: (1 << 20)...(1 << 40))
        _ = root.fraction("loss")
        _ = root.choice("transport", ["tcp": 1, "quic": 2])
        _ = root.choice("level", of: Level.self)
        _ = root.address("listen")
        _ = root.addresses("seeds")
        _ = root.integers("ports", in: 1...65_535)
        for step in root.maps("steps") { _ = step.duration("at") }
        _ = root.map("log").choice("format", ["json": 1, "text": 2])
    }

    @Test(
        "A mistake is told with its place, what was found and what is allowed",
        arguments: [
            ("name: [a]\n", "1:7: name: expected a text, found a list"),
            ("name:\n", "1:6: name: expected a text, found nothing"),
            ("replica_count: abc\n", "1:16: replica_count: expected an integer from 1 to 7, found 'abc'"),
            ("replica_count: 9\n", "1:16: replica_count: expected an integer from 1 to 7, found '9'"),
            ("replica_count: 3.0\n", "1:16: replica_count: expected an integer from 1 to 7, found '3.0'"),
            (
                "replica_count: 03\n",
                "1:16: replica_count: expected an integer from 1 to 7, found '03'; write it without leading zeros"
            ),
            ("tls: yes\n", "1:6: tls: expected true or false, found 'yes'"),
            ("tls: {a: 1}\n", "1:6: tls: expected true or false, found a map"),
            (
                "timeout: 5\n",
                "1:10: timeout: expected a duration from 10ms to 1m, found '5'; add a unit: ns, us, ms, s, m, h or d"
            ),
            ("timeout: 5m\n", "1:10: timeout: expected a duration from 10ms to 1m, found '5m'"),
            (
                "interval: soon\n",
                "1:11: interval: expected a duration such as '5m', '1h30m' or '250ms', found 'soon'; "
                    + "the units are ns, us, ms, s, m, h and d"
            ),
            ("memory: 64KB\n", "1:9: memory: expected a size from 1MiB to 1TiB, found '64KB'"),
            (
                "memory: lots\n",
                "1:9: memory: expected a size from 1MiB to 1TiB, found 'lots'; "
                    + "the units are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB"
            ),
            (
                "loss: 120%\n",
                "1:7: loss: expected a fraction from 0 to 1, such as '0.25' or '25%', found '120%'"
            ),
            ("transport: udp\n", "1:12: transport: expected one of 'tcp' or 'quic', found 'udp'"),
            (
                "transport: qiuc\n",
                "1:12: transport: expected one of 'tcp' or 'quic', found 'qiuc'; did you mean 'quic'?"
            ),
            (
                "level: qourum\n",
                "1:8: level: expected one of 'one', 'quorum' or 'all', found 'qourum'; did you mean 'quorum'?"
            ),
            (
                "listen: 7946\n",
                "1:9: listen: expected an address such as '10.0.0.1:7946' or '[::1]:7946', found '7946'; add a port"
            ),
            (
                "seeds:\n  - a:1\n  - b\n",
                "3:5: seeds[1]: expected an address such as '10.0.0.1:7946' or '[::1]:7946', found 'b'; add a port"
            ),
            ("ports: 1, x\n", "1:8: ports[1]: expected an integer from 1 to 65535, found 'x'"),
            ("ports: 1,,2\n", "1:8: ports[1]: expected an integer from 1 to 65535, found nothing"),
            (
                "ports: {a: 1}\n",
                "1:8: ports: expected a list, or words with commas between them, found a map"
            ),
            ("ports: [1, [2]]\n", "1:12: ports[1]: expected an integer from 1 to 65535, found a list"),
            ("ports: [1, null]\n", "1:12: ports[1]: expected an integer from 1 to 65535, found 'null'"),
            ("steps: 3\n", "1:8: steps: expected a list, found '3'"),
            ("steps: [{at: 1s}, 2s]\n", "1:19: steps[1]: expected a map of settings, found '2s'"),
            (
                "steps:\n- att: 1s\n",
                "2:3: steps[0]: unknown key 'att'; did you mean 'at'?"
            ),
            ("log: debug\n", "1:6: log: expected a map of settings, found 'debug'"),
            ("log:\n  format: xml\n", "2:11: log.format: expected one of 'json' or 'text', found 'xml'"),
            ("log: {level: 1}\n", "1:7: log: unknown key 'level'; allowed are 'format'"),
            ("replca_count: 3\n", "1:1: unknown key 'replca_count'; did you mean 'replica_count'?"),
            ("[1, 2]\n", "1:1: expected a map of settings, found a list"),
            ("just words\n", "1:1: expected a map of settings, found 'just words'"),
        ])
    func mistake(text: String, expected: String) {
        #expect(problems(of: text, reading: read) == ["a.yaml:\(expected)"])
    }

    @Test("All mistakes of a file are told together, in its order, whatever order the program asks in")
    func together() {
        let text =
            "seeds: [a]\nlevle: one\ntls: 1\ntls: true\nlog:\n  fromat: json\nreplica_count: x\nname: &n b\n"

        #expect(
            problems(of: text, reading: read) == [
                "a.yaml:1:9: seeds[0]: expected an address such as '10.0.0.1:7946' or '[::1]:7946', found 'a'; "
                    + "add a port",
                "a.yaml:2:1: unknown key 'levle'; did you mean 'level'?",
                "a.yaml:3:6: tls: expected true or false, found '1'",
                "a.yaml:4:1: duplicate key 'tls', first set on line 3",
                "a.yaml:6:3: log: unknown key 'fromat'; did you mean 'format'?",
                "a.yaml:7:16: replica_count: expected an integer from 1 to 7, found 'x'",
                "a.yaml:8:7: name: anchors such as '&n' are not supported",
            ])
    }

    @Test("JSON has the same messages as YAML")
    func json() {
        #expect(
            problems(
                of: "{\n  \"replica_count\": \"9\",\n  \"tls\": null, \"lisen\": \"a:1\"\n}", reading: read)
                == [
                    "a.yaml:2:20: replica_count: expected an integer from 1 to 7, found '9'",
                    "a.yaml:3:16: unknown key 'lisen'; did you mean 'listen'?",
                ])
    }

    @Test("The problems of several files stay apart, and those without a place come last")
    func severalFiles() {
        let sink = DocumentProblemSink()
        func record(_ file: String, _ position: DocumentPosition?) {
            sink.record(DocumentProblem(file: file, position: position, path: "", message: "wrong"))
        }
        record("b.yaml", nil)
        record("a.yaml", DocumentPosition(line: 1, column: 1))
        record("b.yaml", DocumentPosition(line: 2, column: 9))
        record("b.yaml", DocumentPosition(line: 2, column: 3))

        #expect(
            sink.problems.map(\.description) == [
                "b.yaml:2:3: wrong", "b.yaml:2:9: wrong", "b.yaml: wrong", "a.yaml:1:1: wrong",
            ])
        #expect(throws: DocumentProblems.self) { try sink.throwIfNotEmpty() }
    }
}
