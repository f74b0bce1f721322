import GridRuntime

#if canImport(Glibc)
    private import Glibc
#else
    private import Darwin
#endif

/// The program: reads its configuration, then runs a node with a port for Redis clients until it is told to stop.
@main struct Gridcached {
    static func main() async {
        let status: ExitStatus
        do throws(FlagProblem) {
            let configuration = try SidecarConfiguration(arguments: CommandLine.arguments.dropFirst())
            status = await Daemon.run(configuration)
        } catch {
            StandardStream.error.write(error.description + "\n")
            status = .wrongConfiguration
        }
        exit(status.rawValue)
    }
}

/// What the program tells whoever started it.
enum ExitStatus: Int32 {
    /// It was told to stop, and did so in good order.
    case success = 0
    /// The system refused something, or another process took this node's place.
    case failure = 1
    /// The settings are wrong; nothing was started.
    case wrongConfiguration = 2
}
