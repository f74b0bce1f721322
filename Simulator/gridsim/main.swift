#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

do throws(CommandProblem) {
    #if GRID_PLANTED_DEFECTS
        var arguments = ArgumentReader(Array(CommandLine.arguments.dropFirst()))
        let defect = try PlantedDefectOption(&arguments)
        let status = try await defect.run(Command(arguments: arguments.rest))
    #else
        let status = try await Command(arguments: Array(CommandLine.arguments.dropFirst())).run()
    #endif
    exit(status.rawValue)
} catch {
    printToStandardError("gridsim: \(error.message)")
    exit(ExitStatus.badInput.rawValue)
}
