import GridSimulator

/// Runs a recorded run again.
struct ReplayCommand {
    private let file: ScenarioFile
    private let seed: UInt64
    private let output: RunOutput

    init(_ arguments: inout ArgumentReader) throws(CommandProblem) {
        output = try RunOutput(&arguments)
        let path = try arguments.operand("the file of a recorded run")
        try arguments.finish(knowing: RunOutput.options)
        file = try ScenarioFile(named: path)
        guard let seed = file.scenario.seed, file.scenario.recording.digest != nil else {
            throw CommandProblem(
                message: "\(file.path) is no recorded run; 'gridsim run SCENARIO --record FILE' writes one")
        }
        self.seed = seed
    }

    func run() throws(CommandProblem) -> ExitStatus {
        let report = try output.run(file.scenario, seed: seed, path: file.path)
        output.tell(report, path: file.path)
        let recording = file.scenario.recording
        if report.digestText == recording.digest {
            print("replayed   the same events as when it was recorded")
        } else {
            print("replayed   other events than when it was recorded: the program has changed since")
        }
        return report.hasPassed ? .passed : .violated
    }
}
