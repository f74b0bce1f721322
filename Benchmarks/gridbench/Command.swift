#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a command cannot be carried out, in one line for the person who typed it.
struct CommandProblem: Error {
    let message: String
}

/// What the program is asked to measure.
enum Command {
    case simulator(SimulatorCommand)
    case help

    static let usage = """
        gridbench: what the parts of this project cost, in figures of this machine

        gridbench simulator [--rounds N] [--only TEXT]
            Runs the standard clusters in virtual time, N rounds of all of them in turn (5 unless given);
            with --only just those with TEXT in their name.

        Build it with '-c release'. The exit status is 0, or 2 when the arguments are wrong.
        """

    init(arguments: [String]) throws(CommandProblem) {
        guard let name = arguments.first else {
            throw CommandProblem(message: "say what to measure: simulator; --help tells more")
        }
        if arguments.contains("--help") || arguments.contains("-h") || name == "help" {
            self = .help
            return
        }
        guard name == "simulator" else {
            throw CommandProblem(message: "there is no benchmark '\(name)'; there is simulator")
        }
        self = .simulator(try SimulatorCommand(arguments.dropFirst()))
    }

    func run() throws(CommandProblem) {
        switch self {
        case .simulator(let command): try command.run()
        case .help: print(Command.usage)
        }
    }
}

func printToStandardError(_ line: String) {
    var bytes = Array((line + "\n").utf8)
    while !bytes.isEmpty {
        // The bytes outlive the call.
        let count = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        bytes.removeFirst(count)
    }
}
