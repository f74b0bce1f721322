#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let arguments = Array(CommandLine.arguments.dropFirst())
do throws(CommandProblem) {
    try Command(arguments: arguments).run()
} catch {
    printToStandardError("gridbench: \(error.message)")
    exit(2)
}
