import GridDocument
import GridIdentity
import Testing

@Suite("Document map reader")
struct DocumentMapReaderTests {
    @Test("Every kind of setting is read")
    func values() throws {
        let root = try reader(
            of: """
                name: no
                count: "5"
                seed: 18446744073709551615
                tls: true
                timeout: 1m30s
                memory: 64MiB
                loss: 2.5%
                transport: quic
                listen: "[::1]:7946"
                """)

        #expect(root.text("name") == "no")
        #expect(root.integer("count", in: 1...7) == 5)
        #expect(root.integer("seed", in: 0...UInt64.max) == .max)
        #expect(root.boolean("tls") == true)
        #expect(root.duration("timeout") == .seconds(90))
        #expect(root.byteCount("memory") == 67_108_864)
        #expect(root.fraction("loss") == 25_000)
        #expect(root.choice("transport", ["tcp": 1, "quic": 2]) == 2)
        #expect(root.address("listen") == NodeAddress(host: "::1", port: 7946))
    }

    @Test(
        "A list is a list or a text with commas",
        arguments: ["[a:1, b:2]", "a:1, b:2", "'a:1,b:2'", "\n- a:1\n- b:2"])
    func lists(text: String) throws {
        let root = try reader(of: "seeds: \(text)\n")

        #expect(root.addresses("seeds")?.map(\.host) == ["a", "b"])
        #expect(root.texts("seeds") == ["a:1", "b:2"])
    }

    @Test("An absent list is none, and a key without a value is an empty one")
    func emptyLists() throws {
        let root = try reader(of: "a:\nb: []\nc: null\n")

        #expect(root.texts("a") == [])
        #expect(root.texts("b") == [])
        #expect(root.texts("c") == nil)
        #expect(root.texts("d") == nil)
        #expect(root.list("a").isEmpty)
    }

    @Test("An absent map reads as empty, and so does one whose lines are all comments")
    func absentMaps() {
        let lines = problems(of: "a:\n#  b: 1\nc: null\n") { root in
            #expect(root.map("a").isPresent)
            #expect(!root.map("c").isPresent)
            #expect(!root.map("d").isPresent)
            #expect(root.map("d").map("e").integer("f", in: 0...1) == nil)
        }

        #expect(lines == [])
    }

    @Test("A map whose keys are names is walked by its keys")
    func keys() throws {
        let nodes = try reader(of: "nodes:\n  b: 1\n  a: 2\n").map("nodes")

        #expect(nodes.keys == ["b", "a"])
        #expect(nodes.keys.map { nodes.integer($0, in: 0...9) } == [1, 2])
    }

    @Test("A key that is only used in some cases can be allowed")
    func allowed() {
        #expect(problems(of: "a: 1\nb: 2\n") { $0.allow("a", "b") } == [])
        #expect(
            problems(of: "a: 1\nb: 2\n") { $0.allow("a") } == ["a.yaml:2:1: unknown key 'b'; allowed are 'a'"]
        )
        #expect(problems(of: "b: 2\n") { _ in } == ["a.yaml:1:1: unknown key 'b'; no keys are allowed here"])
    }

    @Test("A missing key is told at its map")
    func required() {
        let lines = problems(of: "a: 1\nm:\n  x: 1\n") { root in
            root.require("a")
            root.map("m").require("x", "y")
            root.map("n").require("z")
        }

        #expect(
            lines == [
                "a.yaml:1:1: n: the key 'z' is missing",
                "a.yaml:3:3: m: the key 'y' is missing",
            ])
    }

    @Test("A program reports its own problems at a key, at an item or at the map")
    func reported() {
        let lines = problems(of: "a: 1\nb: [x, y]\n") { root in
            root.report("c", "is missing")
            root.report("a", "is odd")
            for (index, item) in root.list("b").enumerated() {
                root.report("b", item: index, at: item.position, "is a letter")
            }
        }

        #expect(
            lines == [
                "a.yaml:1:1: c: is missing", "a.yaml:1:4: a: is odd", "a.yaml:2:5: b[0]: is a letter",
                "a.yaml:2:8: b[1]: is a letter",
            ])
    }

    @Test("Finishing twice tells every unknown key once")
    func finishedTwice() {
        let lines = problems(of: "m: {x: 1}\n") { root in
            root.map("m").finish()
            root.finish()
        }

        #expect(lines == ["a.yaml:1:5: m: unknown key 'x'; no keys are allowed here"])
    }

    @Test("A module adds its own kind of value")
    func ownKind() {
        let even = ScalarKind<Int>(expected: "an even digit") { text in
            guard let digit = Int(text), digit % 2 == 0 else { return .mismatch() }
            return .value(digit)
        }

        let lines = problems(of: "a: 4\nb: 5\n") { root in
            #expect(root.value("a", as: even) == 4)
            #expect(root.value("b", as: even) == nil)
        }
        #expect(lines == ["a.yaml:2:4: b: expected an even digit, found '5'"])
    }
}
