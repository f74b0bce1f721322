/// How the program ends.
enum ExitStatus: Int32 {
    case passed = 0
    /// Something that must never happen did.
    case violated = 1
    /// The arguments or the scenario are wrong.
    case badInput = 2
}

/// Why a command cannot be carried out, in one line for the person who typed it.
struct CommandProblem: Error {
    let message: String
}

/// What the program is asked to do.
enum Command {
    case run(RunCommand)
    case swarm(SwarmCommand)
    case replay(ReplayCommand)
    case shrink(ShrinkCommand)
    case check(CheckCommand)
    case explain(ExplainCommand)
    case list
    case help

    private static let names = "run, swarm, replay, shrink, check, explain and list"

    static let usage = """
        gridsim: seeded, replayable faults for a whole cluster, in virtual time

        gridsim run SCENARIO [--seed N] [--config FILE] [--key N] [--verbose] [--record FILE] [--trace FILE]
                             [--html FILE] [--html-window FROM-TO] [--junit FILE]
            Runs one seed (that of the scenario, or 1, unless given) and tells what happened on one screen; --verbose
            tells everything. --record writes the run to FILE, with all its faults. --trace writes every event as a line of JSON, --html a page for a browser, --junit a test
            case in XML. --html-window, such as 12s-15s, keeps the messages and operations of that time in the page
            instead of those near faults. --key follows all copies of one key of the workload.
        gridsim swarm [SCENARIO] [--seeds N] [--time T] [--first N] [--jobs J] [--config FILE] [--collect]
                             [--junit FILE]
            Runs seeds from the first (1 unless given) on, N of them or until T (such as 5m) is over, J at a time,
            and stops at the first failure; with --collect it names all that fail. --junit writes a test case for
            each seed.
        gridsim replay FILE [the options of run that write something]
            Runs a recorded run again, and says whether the same happened.
        gridsim shrink FILE|SCENARIO [--seed N] [--config FILE] [--time T] [--output FILE]
            Makes a failing run as small as it still fails, in 60s unless T is given, and records it in FILE, shrunk.json
            unless given.
        gridsim check SCENARIO [--seed N] [--config FILE]
            Runs a seed in two processes, and names the first event that differs.
        gridsim explain SCENARIO [--config FILE]
            Tells in plain words what will happen.
        gridsim list
            Names the scenarios in configs/simulator.

        --config FILE configures the nodes by a file for gridcached, whose settings count more than those of the
        scenario; who a node is, where it listens, whom it joins and how it logs is left out of it.
        SCENARIO is a file in YAML or JSON, or the name of one in configs/simulator, or 'random': the seed chooses the
        cluster, its network, its clients and the kinds of faults. A swarm is random unless told otherwise.
        The exit status is 0 when everything held, 1 when something was violated, 2 when the input is wrong.
        """

    init(arguments: [String]) throws(CommandProblem) {
        guard let name = arguments.first else {
            throw CommandProblem(message: "say what to do: \(Self.names); --help tells more")
        }
        if arguments.contains("--help") || arguments.contains("-h") || name == "help" {
            self = .help
            return
        }
        var rest = ArgumentReader(Array(arguments.dropFirst()))
        switch name {
        case "run": self = .run(try RunCommand(&rest))
        case "swarm": self = .swarm(try SwarmCommand(&rest))
        case "replay": self = .replay(try ReplayCommand(&rest))
        case "shrink": self = .shrink(try ShrinkCommand(&rest))
        case "check": self = .check(try CheckCommand(&rest))
        case "explain": self = .explain(try ExplainCommand(&rest))
        case "list":
            try rest.finish(knowing: [])
            self = .list
        default:
            throw CommandProblem(
                message: "there is no command '\(name)'; there are \(Self.names)")
        }
    }

    func run() async throws(CommandProblem) -> ExitStatus {
        switch self {
        case .run(let command): return try command.run()
        case .swarm(let command): return try await command.run()
        case .replay(let command): return try command.run()
        case .shrink(let command): return try command.run()
        case .check(let command): return try command.run()
        case .explain(let command): return command.run()
        case .list: return try listScenarios()
        case .help:
            print(Command.usage)
            return .passed
        }
    }
}
