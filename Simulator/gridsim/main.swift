#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

do throws(CommandProblem) {
    let status = try await Command(arguments: Array(CommandLine.arguments.dropFirst())).run()
    exit(status.rawValue)
} catch {
    printToStandardError("gridsim: \(error.message)")
    exit(ExitStatus.badInput.rawValue)
}
