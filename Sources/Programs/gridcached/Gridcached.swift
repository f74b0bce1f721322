import GridConfiguration
import GridRuntime

#if canImport(Glibc)
    private import Glibc
#else
    private import Darwin
#endif

/// The program: reads its configuration, then runs a node with a port for Redis clients until it is told to stop.
@main struct Gridcached {
    static func main() async {
        // Whoever reads the log may go away; that must not end the node.
        _ = signal(SIGPIPE, SIG_IGN)
        exit(await run().rawValue)
    }

    private static func run() async -> ExitStatus {
        let loader = ConfigurationLoader(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: environmentVariables(),
            hostName: hostName(), readFile: readWholeFile)
        do throws(ConfigurationProblems) {
            switch try loader.load() {
            case .print(let text):
                StandardStream.output.write(text)
                return .success
            case .run(let configuration):
                return await Daemon.run(configuration)
            }
        } catch {
            StandardStream.error.write("\(error)\n")
            return .wrongConfiguration
        }
    }
}

/// What the program tells whoever started it.
enum ExitStatus: Int32 {
    /// It was told to stop, and did so in good order; or it only had to print something.
    case success = 0
    /// The system refused something, or another process took this node's place.
    case failure = 1
    /// The settings are wrong; nothing was started.
    case wrongConfiguration = 2
}
