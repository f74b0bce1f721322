import Testing

/// An invented file with which a rule proves that it finds what it should, and nothing else.
struct Specimen: Sendable {
    let rule: Rule
    let path: String
    let text: String
    /// The numbers of the lines that the rule must report.
    let lines: [Int]
    /// The other files of the invented repository.
    let others: [String: String]

    /// Marks the lines that break `rule` by a `✗` at their end, which is removed.
    init(
        _ rule: Rule, at path: String = "Sources/Core/GridWire/Frame.swift",
        with others: [String: String] = [:], _ marked: String
    ) {
        let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
        self.rule = rule
        self.path = path
        self.others = others
        self.lines = lines.indices.filter { lines[$0].hasSuffix("✗") }.map { $0 + 1 }
        text = lines.map { $0.hasSuffix("✗") ? $0.dropLast() : $0 }.joined(separator: "\n")
    }
}

extension Specimen {
    static let all = determinism + comparison + access + names + layout + text + documentation

    private static let determinism = [
        Specimen(
            Rule.imports, with: ["Sources/Foundations/GridCollections/Array+Span.swift": ""],
            """
            private import GridCollections
            package import struct GridWire.Frame
            import Foundation✗
            import Glibc✗
            internal import struct Dispatch.DispatchTime✗
            import CUV✗
            import GridRuntime✗
            import Synchronization✗
            // import Foundation
            let text = "import Foundation"
            """),
        Specimen(
            Rule.imports, at: "Sources/Core/GridStore/Shard.swift",
            """
            private import Synchronization
            private import CLZ4
            private import COpenSSL✗
            """),
        Specimen(
            Rule.clocks,
            """
            let start = ContinuousClock.now✗
            let clock = SuspendingClock()✗
            let today = Date()✗
            /// A Date() in a comment, and ContinuousClock.
            let date: DateOfBirth, text = "Date(\\(Date()))"✗
            """),
        Specimen(
            Rule.concurrency,
            """
            func load() async {✗
                await load()✗
                Task { load() }✗
                Task.detached {}✗
            }
            actor Store {}✗
            let actor = Actor(), task = TaskList(), text = "await"
            let value = list.async
            """),
        Specimen(
            Rule.inputAndOutput,
            """
            print("hello")✗
            func print(to writer: Writer) {}
            writer.print("hello")
            """),
        Specimen(
            Rule.hashing,
            """
            var hasher = Hasher()✗
            let hash = key.hashValue✗
            let hash = StableHash()
            """),
        Specimen(
            Rule.unorderedCollections,
            """
            let a: [String: Int] = table✗
            let b = ["x": 1, "y": 2]✗
            let c: [[UInt8]: (Int, Int)?] = [:]✗
            let d = Set<Int>(), e: Set = [1]✗
            let f = Dictionary(grouping: list)✗
            let g = [key: value]✗
            let h = [✗
                .red: 1
            ]
            let i = [isRed ? 1 : 2, (left: 1, right: 2).left], j = list[unchecked: 3], k = f(a: [1, 2], b: 3)
            let l = [f(x: 1)], m: [String] = ["a: b"], n = { [weak self] in self }
            """),
        Specimen(
            Rule.randomness,
            """
            list.shuffled()✗
            list.shuffled(using: &random)
            list.randomElement()✗
            Int.random(in: 0..<3)✗
            Int.random(in: 0..<3, using: &random)
            let coin = Bool.random()✗
            random.shuffle(&list)
            let id = UUID()✗
            var generator = SystemRandomNumberGenerator()✗
            """),
    ]

    private static let comparison = [
        Specimen(
            Rule.nameComparisons,
            """
            if left.name == name {}✗
            if left.id.name != nil, name == nil {}
            list.sort { $0.name < $1.name }✗
            let isLocal = "a" == local?.id.name✗
            let isSame = (zone == other.zone)✗
            if host.count < address.host.utf8.count, name.isEmpty == true {}
            let place = order.firstIndex(of: id.name)✗
            let place = position(of: id.name), index = zones[3] == zone
            func find<Key>(name: String = "", in list: [Key]) -> name {}
            if left.name.hasSameBytes(as: right.name) {}
            """)
    ]

    private static let access = [
        Specimen(
            Rule.publicDeclarations,
            """
            public struct Frame {}✗
            package struct Frame { let level = Privacy.public }
            open class Frame {}✗
            func open() {}
            """),
        Specimen(
            Rule.publicDeclarations, at: "Sources/GridCache/GridCache.swift",
            "public final class GridCache {}"),
        Specimen(
            Rule.uncheckedConcurrency, at: "Sources/Runtime/GridRuntime/EventLoop.swift",
            """
            final class Loop: @unchecked Sendable {}✗

            // Only the loop's own thread touches the state.
            final class Mailbox: @unchecked Sendable {}


            nonisolated(unsafe) var counter = 0✗
            """),
        Specimen(
            Rule.uncheckedConcurrency,
            """
            // Core has no excuse.
            final class Frame: @unchecked Sendable {}✗
            """),
        Specimen(
            Rule.unsafeCode,
            """
            unsafe span.withUnsafeBufferPointer { buffer in
                // The buffer is valid during this call.
                unsafe use(buffer)
            }
            """ + String(repeating: "\n", count: 13)
                + "unsafe forget(pointer)✗\nnonisolated(unsafe) var a = 0"),
        Specimen(
            Rule.unsafeCode,
            """
            /// A page of memory.
            ///
            /// Memory safety: only the page itself knows the pointer, and it frees it last.
            """ + String(repeating: "\n", count: 20) + "unsafe forget(pointer)"),
    ]

    private static let names = [
        Specimen(Rule.fileNames, at: "Sources/Core/GridWire/WireUtils.swift", "struct Frame {}✗"),
        Specimen(Rule.fileNames, at: "Sources/Core/GridWire/Frame+Helpers.swift", "struct Frame {}✗"),
        Specimen(Rule.fileNames, at: "Sources/Core/GridWire/CRC32C.swift", "struct Frame {}"),
        Specimen(
            Rule.typeNames,
            """
            struct FrameManager {}✗
            final class HTTPHelper {}✗
            enum FrameImpl {}✗
            protocol CommonFrame {}✗
            struct HashIndex2 {}✗
            struct DataPlane { static let info = FrameHeader.self, baseline = 2 }
            enum CRC16 { class func manager() {} }
            """),
    ]

    private static let layout = [
        Specimen(Rule.topLevel, at: "docs/index.html", "✗"),
        Specimen(Rule.topLevel, at: "configs/sidecar/gridcached.yaml", ""),
        Specimen(
            Rule.testFolders, at: "Tests/Core/GridWireTests/FrameTests.swift",
            with: ["Sources/Core/GridWire/Frame.swift": ""], ""),
        Specimen(
            Rule.testFolders, at: "Tests/Simulator/GridSimulatorTests/WorldTests.swift",
            with: ["Simulator/GridSimulator/World.swift": ""], ""),
        Specimen(
            Rule.testFolders, at: "Tests/Foundations/GridWireTests/FrameTests.swift",
            with: ["Sources/Core/GridWire/Frame.swift": ""], "✗"),
        Specimen(Rule.testFolders, at: "Tests/Frame.swift", "✗"),
        Specimen(Rule.testFolders, at: "Tests/IntegrationTests/RedisTests.swift", ""),
        Specimen(Rule.fileLengths, String(repeating: "//\n", count: 400)),
        Specimen(Rule.fileLengths, String(repeating: "//\n", count: 400) + "//✗"),
        Specimen(
            Rule.fileLengths, at: "Tests/Core/GridWireTests/FrameTests.swift",
            String(repeating: "//\n", count: 500)),
        Specimen(
            Rule.systemPackages, at: "Package.swift", with: [".ci/setup": "build libuv1-dev the event loop"],
            """
            .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
            .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),✗
            """),
    ]

    private static let text = [
        Specimen(Rule.trailingSpace, at: "README.md", "A line  ✗\nA line\n\t✗"),
        Specimen(Rule.tabs, "struct Frame {\n\tlet kind: Int✗\n}"),
        Specimen(
            Rule.openEnds,
            """
            // TODO: later✗
            // TODO(#12): later
            /* fine
               FIXME: broken✗
             */
            let text = "FIXME", TODO = 1
            """),
        Specimen(
            Rule.machinePaths, at: "configs/sidecar/gridcached.yaml",
            """
            log: \(folder("home"))someone/log✗
            scratch: "\(folder("tmp"))cache"✗
            see: https://example.com\(folder("work"))page
            build: .build\(folder("work"))x and ${HOME}\(folder("work"))x
            """),
        Specimen(
            Rule.machinePaths, at: "Tests/IntegrationTests/RedisTests.swift",
            "let a = \"\(folder("tmp"))socket\"\nlet b = \"\(folder("root"))socket\"✗"),
    ]

    private static let documentation = [
        Specimen(
            Rule.links, at: "Simulator/README.md",
            with: ["LICENSE": "", "Sources/GridCache/GridCache.docc/Glossary.md": ""],
            """
            See [the license](../LICENSE), [the sources](../Sources/GridCache) and <doc:Glossary>.
            See [nothing](LICENSE)✗
            See <doc:Nothing>✗
            See [elsewhere](https://example.com/x), [above](#top), `[code](x)`.
            ```
            [code](x)
            ```
            """),
        Specimen(
            Rule.quotations, at: "README.md",
            with: [
                "Sources/Examples/Hello/main.swift":
                    "import GridCache\n// region: open\nlet x = 1\n// endregion: open"
            ],
            """
            <!-- quotes: Sources/Examples/Hello/main.swift#open -->
            ```swift
            let x = 1
            ```
            <!-- quotes: Sources/Examples/Hello/main.swift#open -->✗

            ```swift
            let x = 2
            ```
            <!-- quotes: Sources/Examples/Hello/main.swift#close -->✗
            <!-- quotes: Sources/Examples/Bye/main.swift#open -->✗
            """),
    ]

    /// The path of a top-level folder, built so that this file does not hold it.
    private static func folder(_ name: String) -> String { "/\(name)/" }
}

extension Specimen: CustomTestStringConvertible {
    var testDescription: String { "\(rule.name), \(path)" }
}
