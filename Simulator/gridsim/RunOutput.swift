import GridDocument
import GridSimulator

/// What a person wants to have of one run, besides whether it passed.
struct RunOutput {
    static let options = ["--record", "--trace", "--html", "--html-window", "--junit", "--verbose"]

    private let recordPath: String?
    private let tracePath: String?
    private let pagePath: String?
    private let junitPath: String?
    private let window: ClosedRange<Duration>?
    private let isVerbose: Bool

    /// Takes its options; files are opened when the run begins.
    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        isVerbose = arguments.flag("--verbose")
        window = try arguments.option("--html-window").map(Self.window)
        recordPath = try arguments.option("--record")
        tracePath = try arguments.option("--trace")
        pagePath = try arguments.option("--html")
        junitPath = try arguments.option("--junit")
        guard window == nil || pagePath != nil else {
            throw CommandProblem(message: "--html-window needs --html FILE")
        }
    }

    private static func window(_ text: String) throws(CommandProblem) -> ClosedRange<Duration> {
        let kind = ScalarKind<Duration>.duration(in: .zero ... .seconds(604_800))
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { kind.parse(String($0)) }
        guard ends.count == 2, case .success(let begin) = ends[0], case .success(let end) = ends[1],
            begin <= end
        else {
            throw CommandProblem(message: "--html-window needs two times such as 12s-15s, not '\(text)'")
        }
        return begin...end
    }

    /// Runs a world and writes what is wanted.
    ///
    /// `path`: where the scenario was read from. `prepare` may change the world before it begins.
    func run(
        _ scenario: Scenario, seed: UInt64, path: String, _ prepare: (World) -> Void = { _ in }
    ) throws(CommandProblem) -> SimulationReport {
        // All before the run, so that nothing is run in vain.
        let recordFile = try recordPath.map(OutputFile.init)
        let traceFile = try tracePath.map(OutputFile.init)
        let pageFile = try pagePath.map(OutputFile.init)
        let junitFile = try junitPath.map(OutputFile.init)
        traceFile?.write(TraceFrame.opening(scenario, seed: seed) + "\n")
        let world = World(
            scenario, seed: seed, traceSink: traceFile.map { file in { file.write($0.line + "\n") } })
        if pageFile != nil { world.recorder = Recorder(window: window) }
        prepare(world)
        let report = world.run()
        recordFile?.write(report.recorded.document.jsonText)
        try recordFile?.close()
        traceFile?.write(TraceFrame.closing(report) + "\n")
        try traceFile?.close()
        if let pageFile, let recording = world.recorder?.recording {
            pageFile.write(RunPage(report, recording, path: path).html)
            try pageFile.close()
        }
        if let junitFile {
            var junit = JUnitReport(path: path)
            junit.add(report)
            junitFile.write(junit.xml)
            try junitFile.close()
        }
        return report
    }

    /// Tells a person how the run was.
    func tell(_ report: SimulationReport, path: String) {
        let style = TextStyle(hasColors: Terminal.showsColors)
        print(isVerbose ? report.account(path: path) : report.summary(path: path, style: style))
    }
}
